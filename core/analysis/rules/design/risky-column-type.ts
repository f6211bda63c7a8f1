import { addedColumns } from "../../added-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const riskyColumnType = onChange(
  {
    id: "risky-column-type",
    title: "Risky column type",
    engines: ["postgresql"],
    category: "design",
    detects: "Float or money for amounts, bit, zero dates",
    why: "Precision is lost, or depends on the locale",
    safer: "numeric, or integer cents.",
  },
  ["add-column", "create-table"],
  (change) =>
    addedColumns(change)
      .filter(({ column }) => isRisky(column.type?.text ?? "", column.name))
      .map(
        ({ column }): Told => ({
          severity: "note",
          message: `${column.name} is ${column.type?.text ?? "risky"}: amounts lose cents, or depend on the server's locale`,
          place: column.place,
        }),
      ),
);

const isRisky = (type: string, name: string): boolean =>
  type === "money" ||
  (/^(real|double precision)$/.test(type) && /(amount|price|total|balance|cost|fee|salary)/i.test(name));
