import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "../introspector.ts";
import { quoteTableName } from "./postgres-names.ts";
import { droppedBy, insertAfterKeyword, nodeOf, statementsOf, textOf } from "./postgres-syntax.ts";

/** An index statement as the parser sees it. `text` is what will be sent. */
export type IndexStatement =
  | {
      readonly kind: "create";
      readonly text: string;
      readonly index: TableRef;
      readonly table: TableRef;
      readonly unique: boolean;
    }
  | { readonly kind: "drop"; readonly text: string; readonly index: TableRef; readonly missingOk: boolean };

/** @throws DomainError `invalid-plan` unless it is one CREATE INDEX with a name or one DROP INDEX of one index. */
export async function readIndexStatement(sql: string): Promise<IndexStatement> {
  const statements = await statementsOf(sql);
  const [statement] = statements;
  if (statement && statements.length === 1) {
    if (statement.kind === "IndexStmt") return await readCreate(sql, statement.body);
    if (textOf(statement.body, "removeType") === "OBJECT_INDEX") return await readDrop(sql, statement.body);
  }
  throw new DomainError("invalid-plan", "An index step holds exactly one CREATE INDEX or DROP INDEX statement.");
}

type Body = Awaited<ReturnType<typeof statementsOf>>[number]["body"];

async function readCreate(sql: string, body: Body): Promise<IndexStatement> {
  const name = textOf(body, "idxname");
  const relation = nodeOf(body, "relation");
  const table = textOf(relation, "relname");
  if (!name || !table) {
    throw new DomainError(
      "invalid-plan",
      "CREATE INDEX needs a name for the index: without one it could not be found again after a crash.",
    );
  }
  const schema = textOf(relation, "schemaname");
  const place = schema === null ? {} : { schema };
  return {
    kind: "create",
    text: await concurrently(sql, body),
    index: { ...place, name },
    table: { ...place, name: table },
    unique: body.unique === true,
  };
}

async function readDrop(sql: string, body: Body): Promise<IndexStatement> {
  const [index, ...others] = droppedBy(body);
  if (!index || others.length > 0) {
    throw new DomainError("invalid-plan", "DROP INDEX CONCURRENTLY takes one index: make a step for each.");
  }
  if (textOf(body, "behavior") === "DROP_CASCADE") {
    throw new DomainError(
      "invalid-plan",
      "DROP INDEX CONCURRENTLY does not take CASCADE: drop what depends on the index in a step before.",
    );
  }
  return { kind: "drop", text: await concurrently(sql, body), index, missingOk: body.missing_ok === true };
}

async function concurrently(sql: string, body: Body): Promise<string> {
  const text = sql.trim().replace(/\s*;$/, "");
  return body.concurrent === true ? text : await insertAfterKeyword(text, "INDEX", "CONCURRENTLY");
}

export const dropConcurrently = (index: TableRef): string =>
  `DROP INDEX CONCURRENTLY IF EXISTS ${quoteTableName(index)}`;
