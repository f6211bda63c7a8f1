import type { Refusal } from "../operation.ts";

/** Of what hangs on a column that another takes the place of. */
export const TWIN_REFUSALS: readonly Refusal[] = [
  {
    what: "A column that is generated, comes from a parent, or is part of the partition key",
    instead: "Add a column with the new form and drop this one; change the parent; copy the rows into a new table",
  },
  {
    what: "A stored generated column that follows from it",
    instead:
      "Make that an ordinary column first (DROP EXPRESSION), or one that a trigger fills (add-column with `generated`)",
  },
  {
    what: "An exclusion constraint, or a key WITHOUT OVERLAPS, on the column",
    instead: "Drop it before (drop-constraint), and add it again after",
  },
  {
    what: "A key, or before PostgreSQL 18 a foreign key, of a partitioned table on the column",
    instead: "Drop it before (drop-constraint), and add it again after",
  },
  {
    what: "An index, trigger or constraint that only a partition has on the column",
    instead: "Drop it before, and make it again after",
  },
  { what: "An invalid index", instead: "Drop it, or build it again first" },
  {
    what: "A view that reads whole rows, or a materialized view over a view that must be made again",
    instead: "Write the columns out (replace-view); let it read the tables themselves (replace-materialized-view)",
  },
  {
    what: "A default of another table, a publication's or policy's condition, or another object that needs the column and cannot be made again",
    instead: "Change or drop that in a migration before",
  },
];
