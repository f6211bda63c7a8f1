import { DomainError } from "#core/domain/domain-error.ts";
import { assertNameFits } from "./facts/assert-name-fits.ts";
import { assertIndexable } from "./indexes/assert-indexable.ts";
import { indexSteps } from "./indexes/index-steps.ts";
import type { Operation } from "./operation.ts";

/** Built CONCURRENTLY (reference: postgres.md, 2.1 K): any form of CREATE INDEX. */
export const createIndex: Operation<"create-index"> = {
  name: "create-index",
  engines: ["postgresql"],
  title: "Create an index",
  summary:
    "Builds an index, of any kind and with all options, while everybody works; on a partitioned table one a partition.",
  keywords: ["index", "create index", "unique", "partial", "expression", "gin", "gist", "brin"],
  locks: "SHARE UPDATE EXCLUSIVE on the table: readers and writers go on.",
  undo: "The index is dropped, without blocking.",
  refusals: [
    { what: "A name that an index of the table has", instead: "Choose another, or use replace-index" },
    { what: "A statement on another table than the operation names", instead: "Name one table in both" },
    {
      what: "A view, a foreign or a temporary table",
      instead: "Index the tables that a view reads, and a foreign table where its rows are",
    },
  ],
  example: {
    table: "orders",
    index: "CREATE INDEX orders_placed_at_idx ON orders (placed_at DESC) WHERE status <> 'done'",
  },
  label: ({ table, index }) =>
    `create-index on ${table}: ${/\bindex\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(\S+)/i.exec(index)?.[1] ?? index.slice(0, 40)}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.table);
    assertIndexable(table);
    const index = await sql.readIndex(spec.index);
    assertNameFits(index.name);
    const on = await catalog.table(sql.table(index.table));
    if (on.oid !== table.oid) {
      throw new DomainError(
        "invalid-plan",
        `The index is on ${on.ref.name}, and the operation on ${table.ref.name}. Nothing was changed. Name one table in both.`,
      );
    }
    if (table.indexes.some(({ ref }) => ref.name === index.name)) {
      throw new DomainError(
        "invalid-plan",
        `Table ${table.ref.name} has an index ${index.name} already. Nothing was changed. Choose another name, or use replace-index.`,
      );
    }
    return {
      steps: { expand: await indexSteps(index, table, context) },
      notes: index.unique
        ? [`Whoever writes a duplicate into ${table.ref.name} fails as soon as ${index.name} is being built.`]
        : [],
    };
  },
};
