import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const foreignKeyActionUnstated = onChange(
  {
    id: "foreign-key-action-unstated",
    title: "Foreign key without ON DELETE",
    engines: ["postgresql"],
    category: "constraints",
    detects: "No ON DELETE",
    why: "NO ACTION by accident",
    safer: "State ON DELETE.",
    optional: true,
  },
  ["add-constraint", "add-column", "create-table"],
  (change) =>
    addedConstraints(change)
      .filter(({ constraint }) => constraint.references?.onDeleteStated === false)
      .map(
        ({ constraint }): Told => ({
          severity: "note",
          message: "What a DELETE of the other row does is not said: NO ACTION",
          place: constraint.place,
        }),
      ),
);
