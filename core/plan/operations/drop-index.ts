import { assertDroppableIndex } from "./indexes/assert-droppable-index.ts";
import { indexAway } from "./indexes/index-away.ts";
import type { Operation } from "./operation.ts";

/** At contract (reference: postgres.md, 2.1 K): the release that runs now may be slow without it. */
export const dropIndex: Operation<"drop-index"> = {
  name: "drop-index",
  engines: ["postgresql"],
  title: "Drop an index",
  summary: "Takes an index away while everybody works; it can be built again from its definition.",
  keywords: ["index", "drop index", "remove index", "unused index"],
  locks:
    "SHARE UPDATE EXCLUSIVE on the table: readers and writers go on. On a partitioned table ACCESS EXCLUSIVE for milliseconds.",
  undo: "The index is built again without blocking, with its comment and settings.",
  refusals: [
    { what: "An index that keeps a constraint", instead: "Use drop-constraint" },
    { what: "An index that a foreign key points to", instead: "Drop that foreign key first" },
    { what: "The replica identity", instead: "Set another one first (set-replica-identity)" },
    {
      what: "An index of a partition that belongs to one of the partitioned table",
      instead: "Name that of the partitioned table",
    },
  ],
  example: { index: "orders_status_idx" },
  label: ({ index }) => `drop-index ${index}`,

  async expand(spec, context) {
    const { table, index } = await context.catalog.index(spec.index);
    assertDroppableIndex(index, table);
    return {
      steps: {
        cutover: [
          { gate: { ask: `Does no release need ${index.ref.name} on ${table.ref.name} to be quick any more?` } },
        ],
        contract: await indexAway(index, table, context),
      },
    };
  },
};
