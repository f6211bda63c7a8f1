import { DomainError } from "#core/domain/domain-error.ts";
import type { IndexText } from "#core/plan/operations/operation.ts";
import type { TableRef } from "../introspector.ts";
import { listOf, type Node, nodeOf, stringOf, textOf } from "./postgres-syntax.ts";
import { parseSql, SqlText, tokensOf } from "./postgres-text.ts";

/** A CREATE INDEX statement in parts, so that it can be built under another name and on partitions. @throws DomainError `invalid-plan`. */
export async function readIndexText(statement: string): Promise<IndexText> {
  const source = new SqlText(statement);
  const [read, ...others] = await parseSql(source);
  const relation = nodeOf(read?.body, "relation");
  const name = textOf(read?.body, "idxname");
  const table = textOf(relation, "relname");
  if (!read || others.length > 0 || read.kind !== "IndexStmt" || name === null || table === null) {
    throw new DomainError(
      "invalid-plan",
      "Here stands one CREATE INDEX statement, with a name for the index. Nothing was changed.",
    );
  }
  if (relation?.inh !== true) {
    throw new DomainError(
      "invalid-plan",
      `Leave ONLY out of the definition of ${name}: Sluice builds the index on each partition and attaches it. Nothing was changed.`,
    );
  }
  const schema = textOf(relation, "schemaname");
  const ref: TableRef = { ...(schema === null ? {} : { schema }), name: table };
  const tokens = await tokensOf(source);
  const first = tokens.findIndex((it) => it.start === Number(relation.location ?? 0));
  const next = tokens[first + (schema === null ? 1 : 3)];
  const rest = source.slice(next?.start ?? read.start, read.end).trim();
  return {
    name,
    table: ref,
    columns: listOf(read.body, "indexParams").map(keyName),
    unique: read.body.unique === true,
    keys: listOf(read.body, "indexParams").map((it) => textOf(nodeOf(it, "IndexElem"), "name")),
    method: textOf(read.body, "accessMethod") ?? "btree",
    partial: nodeOf(read.body, "whereClause") !== null,
    rest: rest.includes("--") ? `${rest}\n` : rest,
  };
}

/** As the server calls a key when it makes up a name. */
function keyName(element: unknown): string {
  const key: Node | null = nodeOf(element, "IndexElem");
  const call = listOf(nodeOf(nodeOf(key, "expr"), "FuncCall"), "funcname").at(-1);
  return textOf(key, "name") ?? stringOf(call) ?? "expr";
}
