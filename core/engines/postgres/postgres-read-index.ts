import type { SchemaChange } from "#core/analysis/schema-change.ts";
import { NO_NAME, nameOfParts, placeOf, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { columnsIn } from "./postgres-read-expression.ts";
import { argumentText, isOn, optionsOf } from "./postgres-read-options.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

export function readCreateIndex(context: ReadContext, body: Node): SchemaChange {
  const relation = nodeOf(body, "relation");
  const keys = wrappedIn(body, "indexParams", "IndexElem");
  return {
    kind: "create-index",
    place: placeOf(context, relation),
    index: {
      name: textOf(body, "idxname"),
      table: writtenName(relation) ?? NO_NAME,
      unique: body.unique === true,
      method: textOf(body, "accessMethod") ?? "btree",
      keys: keys.map((it) => ({
        column: textOf(it, "name"),
        expression: it.expr === undefined ? null : context.source.expression(it.expr, context.end),
        operatorClass: nameOfParts(strings(it, "opclass"))?.name ?? null,
      })),
      include: wrappedIn(body, "indexIncludingParams", "IndexElem").flatMap((it) => textOf(it, "name") ?? []),
      expressionColumns: [...new Set([...columnsIn(keys.map(({ expr }) => expr)), ...columnsIn(body.whereClause)])],
      where: body.whereClause === undefined ? null : context.source.expression(body.whereClause, context.end),
      options: optionsOf(listOf(body, "options")),
    },
    concurrently: body.concurrent === true,
    ifNotExists: body.if_not_exists === true,
    only: relation?.inh !== true,
  };
}

const TARGETS: Readonly<Record<string, "index" | "table" | "schema" | "database">> = {
  REINDEX_OBJECT_INDEX: "index",
  REINDEX_OBJECT_TABLE: "table",
  REINDEX_OBJECT_SCHEMA: "schema",
};

export function readReindex(context: ReadContext, body: Node): SchemaChange {
  const relation = nodeOf(body, "relation");
  const name = textOf(body, "name");
  return {
    kind: "reindex",
    place: placeOf(context, relation),
    target: TARGETS[textOf(body, "kind") ?? ""] ?? "database",
    name: writtenName(relation) ?? (name === null ? null : { name }),
    concurrently: isOn(optionsOf(listOf(body, "params")).concurrently),
  };
}

/** Subcommands of ALTER INDEX, which the parser gives as those of a table. */
export function readIndexCommand(context: ReadContext, body: Node, node: Node): SchemaChange {
  const relation = nodeOf(body, "relation");
  const index = writtenName(relation) ?? NO_NAME;
  const place = placeOf(context, relation);
  const subtype = textOf(node, "subtype") ?? "";
  if (subtype === "AT_AttachPartition") {
    const partition = writtenName(nodeOf(nodeOf(nodeOf(node, "def"), "PartitionCmd"), "name")) ?? NO_NAME;
    return { kind: "attach-index", place, index, partition };
  }
  if (subtype === "AT_SetTableSpace")
    return { kind: "alter-index", place, index, action: "tablespace", value: textOf(node, "name") ?? "" };
  const isStatistics = subtype === "AT_SetStatistics";
  return {
    kind: "alter-index",
    place,
    index,
    action: isStatistics ? "statistics" : "options",
    value: isStatistics ? argumentText(node.def) : "",
  };
}
