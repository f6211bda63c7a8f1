import type { TableSpec } from "#core/analysis/change-specs.ts";
import type { ChangeOf } from "#core/analysis/schema-change.ts";
import type { PartitionBound } from "#core/analysis/schema-model.ts";
import { readColumn, readConstraint } from "./postgres-read-column.ts";
import { NO_NAME, nameOfParts, placeOf, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { literalOf } from "./postgres-read-expression.ts";
import { optionsOf } from "./postgres-read-options.ts";
import { readQuery } from "./postgres-read-query.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const STRATEGIES: Readonly<Record<string, PartitionBound["strategy"]>> = { r: "range", l: "list", h: "hash" };
const KEY_STRATEGIES: Readonly<Record<string, "range" | "list" | "hash">> = {
  PARTITION_STRATEGY_RANGE: "range",
  PARTITION_STRATEGY_LIST: "list",
  PARTITION_STRATEGY_HASH: "hash",
};
const LIKE_ALL = 0x7fff_ffff;
const LIKE_INDEXES = 1 << 6;

export const readBound = (node: Node | null): PartitionBound => ({
  isDefault: node?.is_default === true,
  strategy: STRATEGIES[textOf(node, "strategy") ?? ""] ?? null,
  from: listOf(node, "lowerdatums").map(literalOf),
  to: listOf(node, "upperdatums").map(literalOf),
  values: listOf(node, "listdatums").map(literalOf),
});

const PERSISTENCE: Readonly<Record<string, "unlogged" | "temporary">> = { u: "unlogged", t: "temporary" };
const persistenceOf = (relation: Node | null) =>
  PERSISTENCE[textOf(relation, "relpersistence") ?? ""] ?? ("permanent" as const);

type CreateTable = ChangeOf<"create-table">;

/** CREATE TABLE in all its forms but AS. */
export function readCreateTable(context: ReadContext, body: Node): CreateTable {
  const relation = nodeOf(body, "relation");
  const parents = wrappedIn(body, "inhRelations", "RangeVar").flatMap((it) => writtenName(it) ?? []);
  const bound = nodeOf(body, "partbound");
  const [parent] = parents;
  const elements = listOf(body, "tableElts");
  const constraints = [...wrappedIn(body, "tableElts", "Constraint"), ...wrappedIn(body, "constraints", "Constraint")];
  return {
    kind: "create-table",
    place: placeOf(context, relation),
    table: writtenName(relation) ?? NO_NAME,
    persistence: persistenceOf(relation),
    ifNotExists: body.if_not_exists === true,
    orReplace: false,
    spec: {
      columns: elements.flatMap((it) => {
        const column = nodeOf(it, "ColumnDef");
        return column ? [readColumn(context, column)] : [];
      }),
      constraints: constraints.flatMap((it) => readConstraint(context, it) ?? []),
      like: wrappedIn(body, "tableElts", "TableLikeClause").map(readLike),
      inherits: bound ? [] : parents,
      partitionOf: bound && parent ? { parent, bound: readBound(bound) } : null,
      partitionKey: readPartitionKey(nodeOf(body, "partspec")),
      ofType: nameOfParts(strings(nodeOf(body, "ofTypename"), "names")),
      query: null,
      options: optionsOf(listOf(body, "options")),
    },
  };
}

function readLike(node: Node): TableSpec["like"][number] {
  const options = Number(node.options ?? 0);
  return {
    table: writtenName(nodeOf(node, "relation")) ?? NO_NAME,
    includingAll: options === LIKE_ALL,
    includingIndexes: (options & LIKE_INDEXES) !== 0,
  };
}

function readPartitionKey(node: Node | null): TableSpec["partitionKey"] {
  const strategy = KEY_STRATEGIES[textOf(node, "strategy") ?? ""];
  if (!strategy) return null;
  return { strategy, columns: wrappedIn(node, "partParams", "PartitionElem").map((it) => textOf(it, "name")) };
}

/** CREATE TABLE … AS, and SELECT … INTO. */
export function readTableFromQuery(
  context: ReadContext,
  into: Node | null,
  query: unknown,
  ifNotExists: boolean,
): CreateTable {
  const relation = nodeOf(into, "rel");
  const spec = {
    columns: [],
    constraints: [],
    like: [],
    inherits: [],
    partitionOf: null,
    partitionKey: null,
    ofType: null,
    query: readQuery(query),
    options: optionsOf(listOf(into, "options")),
  };
  return {
    kind: "create-table",
    place: placeOf(context, relation),
    table: writtenName(relation) ?? NO_NAME,
    persistence: persistenceOf(relation),
    ifNotExists,
    orReplace: false,
    spec,
  };
}
