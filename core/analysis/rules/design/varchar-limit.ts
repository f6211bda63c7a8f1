import { addedColumns } from "../../added-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const varcharLimit = onChange(
  {
    id: "varchar-limit",
    title: "varchar(n) as a business rule",
    engines: ["postgresql"],
    category: "design",
    detects: "Varchar(n) as a business rule",
    why: "Lowering n rewrites",
    safer: "text with a CHECK NOT VALID on its length.",
    optional: true,
  },
  ["add-column", "create-table"],
  (change) =>
    addedColumns(change)
      .filter(({ column }) => /^character varying\(/.test(column.type?.text ?? ""))
      .map(
        ({ column }): Told => ({
          severity: "note",
          message: `The limit of ${column.name} can later be lowered by a rewrite only`,
          place: column.place,
        }),
      ),
);
