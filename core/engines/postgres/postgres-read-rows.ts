import type { QuerySpec } from "#core/analysis/change-specs.ts";
import type { SchemaChange } from "#core/analysis/schema-change.ts";
import { NO_NAME, placeOf, type ReadContext, writtenName } from "./postgres-read-context.ts";
import { callsIn } from "./postgres-read-expression.ts";
import { isOn, optionsOf } from "./postgres-read-options.ts";
import { readCondition, readQuery } from "./postgres-read-query.ts";
import { readTableFromQuery } from "./postgres-read-table.ts";
import { listOf, type Node, nodeOf, nodesIn, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const target = (context: ReadContext, body: Node) => ({
  place: placeOf(context, nodeOf(body, "relation")),
  table: writtenName(nodeOf(body, "relation")) ?? NO_NAME,
});
const targets = (body: Node, key: string): readonly string[] =>
  wrappedIn(body, key, "ResTarget").flatMap((it) => textOf(it, "name") ?? []);

export function readInsert(context: ReadContext, body: Node): SchemaChange {
  const query = nodeOf(nodeOf(body, "selectStmt"), "SelectStmt");
  const values = listOf(query, "valuesLists");
  return {
    ...target(context, body),
    kind: "insert",
    columns: listOf(body, "cols").length > 0 ? targets(body, "cols") : null,
    rows: query === null ? 1 : values.length > 0 ? values.length : null,
    query: query === null ? null : readQuery([query, body.withClause], nodeOf(body, "relation")),
    onConflict: nodeOf(body, "onConflictClause") !== null,
    ordersAtRandom: wrappedIn(query, "sortClause", "SortBy").some((it) =>
      callsIn(it).some(({ name }) => name === "random"),
    ),
  };
}

export const readUpdate = (context: ReadContext, body: Node): SchemaChange => ({
  ...target(context, body),
  kind: "update",
  set: targets(body, "targetList"),
  where: readCondition(context, body),
  query: readQuery(body, nodeOf(body, "relation")),
  only: nodeOf(body, "relation")?.inh !== true,
});

export const readDelete = (context: ReadContext, body: Node): SchemaChange => ({
  ...target(context, body),
  kind: "delete",
  where: readCondition(context, body),
  query: readQuery(body, nodeOf(body, "relation")),
  only: nodeOf(body, "relation")?.inh !== true,
});

export const readMerge = (context: ReadContext, body: Node): SchemaChange => ({
  ...target(context, body),
  kind: "merge",
  query: readQuery(body, nodeOf(body, "relation")),
});

export const readCopy = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "copy",
  place: placeOf(context, nodeOf(body, "relation")),
  table: writtenName(nodeOf(body, "relation")),
  direction: body.is_from === true ? "from" : "to",
  query: body.query === undefined ? null : readQuery(body.query),
});

/** A SELECT may make a table with INTO, lock rows, or change rows in WITH: each is a change of its own. */
export function readSelect(context: ReadContext, body: Node): readonly SchemaChange[] {
  const into = nodeOf(body, "intoClause");
  if (into) return [readTableFromQuery(context, into, { ...body, intoClause: undefined }, false)];
  const query = readQuery(body);
  const locking = [body, ...[...nodesIn(body)].map(([, it]) => it)].flatMap((it) =>
    wrappedIn(it, "lockingClause", "LockingClause"),
  );
  return [
    { kind: "select", place: placeOf(context, null), query, locks: locking.flatMap((it) => lockedBy(it, query)) },
    ...writesInside(context, body),
  ];
}

function lockedBy(clause: Node, query: QuerySpec): QuerySpec["sources"] {
  const named = wrappedIn(clause, "lockedRels", "RangeVar").flatMap((it) => writtenName(it) ?? []);
  // OF names aliases as well: then any of the tables may be meant.
  const known = named.filter(({ name }) => query.sources.some((it) => it.name === name));
  return known.length > 0 && known.length === named.length ? known : query.sources;
}

/** INSERT, UPDATE and DELETE in a WITH. */
export function writesInside(context: ReadContext, body: Node): readonly SchemaChange[] {
  return wrappedIn(nodeOf(body, "withClause"), "ctes", "CommonTableExpr").flatMap(
    ({ ctequery }): readonly SchemaChange[] => {
      const insert = nodeOf(ctequery, "InsertStmt");
      const update = nodeOf(ctequery, "UpdateStmt");
      const remove = nodeOf(ctequery, "DeleteStmt");
      const merge = nodeOf(ctequery, "MergeStmt");
      if (insert) return [readInsert(context, insert)];
      if (update) return [readUpdate(context, update)];
      if (remove) return [readDelete(context, remove)];
      return merge ? [readMerge(context, merge)] : [];
    },
  );
}

/** EXPLAIN ANALYZE runs what it explains. */
export const readExplain = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "explain",
  place: placeOf(context, null),
  runs: isOn(optionsOf(listOf(body, "options")).analyze),
  query: readQuery(body.query),
});
