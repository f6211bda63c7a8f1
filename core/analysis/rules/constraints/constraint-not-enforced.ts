import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const constraintNotEnforced = onChange(
  {
    id: "constraint-not-enforced",
    title: "Constraint that is not enforced",
    engines: ["postgresql"],
    category: "constraints",
    detects: "NOT ENFORCED",
    why: "Rows are not checked",
    safer: "Enforce it, or say in a comment what it is for.",
  },
  ["add-constraint", "add-column", "create-table"],
  (change) =>
    addedConstraints(change)
      .filter(({ constraint }) => !constraint.enforced)
      .map(
        ({ constraint }): Told => ({
          severity: "warning",
          message: `${constraint.name ?? "The constraint"} is NOT ENFORCED: nothing checks it, neither old rows nor new`,
          place: constraint.place,
        }),
      ),
);
