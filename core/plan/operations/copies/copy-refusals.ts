import type { Refusal } from "../operation.ts";

/** Of a table whose copy takes its place. */
export const COPY_REFUSALS: readonly Refusal[] = [
  {
    what: "A table without a primary or unique key over NOT NULL columns",
    instead: "Add a primary key first (add-primary-key)",
  },
  {
    what: "A table that is partitioned, inherits or is inherited from, or is foreign, typed or temporary",
    instead: "Change its partitions one by one; act on a table that stands alone",
  },
  {
    what: "A materialized view or a rule that reads the table",
    instead: "Drop it first, and make it again afterwards",
  },
  { what: "A function with an SQL body that is bound to the table", instead: "Give it a body in quotes first" },
  { what: "A policy of another table, or another object, that reads the table", instead: "Drop or change that first" },
  { what: "A check that is not validated", instead: "Validate it, or drop it" },
];
