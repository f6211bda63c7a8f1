import { addedColumns } from "../../added-columns.ts";
import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const textUnbounded = onChange(
  {
    id: "text-unbounded",
    title: "Text without a length rule",
    engines: ["postgresql"],
    category: "design",
    detects: "Text without a length rule where policy asks for one",
    why: "Unbounded input",
    safer: "A CHECK on its length.",
    optional: true,
  },
  ["add-column", "create-table"],
  (change) =>
    addedColumns(change)
      .filter(
        ({ column }) =>
          column.type?.text === "text" &&
          !addedConstraints(change).some(
            ({ constraint }) => constraint.kind === "check" && constraint.names.includes(column.name),
          ),
      )
      .map(
        ({ column }): Told => ({
          severity: "note",
          message: `${column.name} takes text of any length`,
          place: column.place,
        }),
      ),
);
