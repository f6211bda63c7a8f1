import { addedColumns } from "../../added-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const charPadded = onChange(
  {
    id: "char-padded",
    title: "char(n)",
    engines: ["postgresql"],
    category: "design",
    detects: "Char(n)",
    why: "Padding, surprising comparisons",
    safer: "text or varchar.",
  },
  ["add-column", "create-table"],
  (change) =>
    addedColumns(change)
      .filter(({ column }) => /^(character|bpchar)\(/.test(column.type?.text ?? ""))
      .map(
        ({ column }): Told => ({
          severity: "note",
          message: `${column.name} is ${column.type?.text ?? "char"}: filled up with blanks, which comparisons then ignore`,
          place: column.place,
        }),
      ),
);
