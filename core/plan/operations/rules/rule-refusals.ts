import type { Refusal } from "../operation.ts";

/** Of columns that are computed from others, whatever they take over. */
export const RULE_REFUSALS: readonly Refusal[] = [
  {
    what: "A view, a foreign, typed or temporary table",
    instead: "Change the table behind it, or its type; a temporary table goes with its session",
  },
  { what: "A partition, or a table that inherits", instead: "Name the parent: its parts follow" },
  {
    what: "A table whose row type is used by a column or a function",
    instead: "Change that first: the server adds no column with a default to it",
  },
  {
    what: "An expression that fails on a row that was tried, gives NULL where NOT NULL is wanted, or names an unknown column",
    instead: "Mend the rows, or write an expression that copes with them",
  },
  {
    what: "A trigger of yours whose name sorts after every name that dual writes can have",
    instead: "Rename it to begin with a letter",
  },
  {
    what: "Two operations that replace or make the same column",
    instead: "Two migrations, or one operation with the final name and type",
  },
];
