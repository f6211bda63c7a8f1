import { addedConstraints } from "./added-constraints.ts";
import type { QuerySpec } from "./change-specs.ts";
import type { WrittenName } from "./resolve-name.ts";
import type { SchemaChange } from "./schema-change.ts";

/** Relations that a change needs to be there before it. */
export function namedTables(change: SchemaChange): readonly WrittenName[] {
  const referenced = addedConstraints(change).flatMap(({ constraint }) => constraint.references?.table ?? []);
  if (change.kind === "create-table") {
    const { like, inherits, partitionOf, query } = change.spec;
    const parents = partitionOf ? [partitionOf.parent] : [];
    const own = referenced.filter(({ name }) => name !== change.table.name);
    return [...own, ...like.map(({ table }) => table), ...inherits, ...parents, ...sourcesOf(query)];
  }
  if (change.kind === "create-index") return [change.index.table];
  const query = "query" in change ? sourcesOf(change.query) : [];
  if ("table" in change && change.table) return [change.table, ...referenced, ...query];
  return query;
}

const sourcesOf = (query: QuerySpec | null): readonly WrittenName[] => query?.sources ?? [];
