import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const foreignKeyNotDeferrable = onChange(
  {
    id: "foreign-key-not-deferrable",
    title: "Foreign key that is not deferrable",
    engines: ["postgresql"],
    category: "constraints",
    detects: "Policy wants DEFERRABLE",
    why: "Rows must come in order",
    safer: "DEFERRABLE.",
    optional: true,
  },
  ["add-constraint", "add-column", "create-table"],
  (change) =>
    addedConstraints(change)
      .filter(({ constraint }) => constraint.references !== null && !constraint.deferrable)
      .map(
        ({ constraint }): Told => ({
          severity: "note",
          message: "The foreign key is checked at each statement; rows must come in order",
          place: constraint.place,
        }),
      ),
);
