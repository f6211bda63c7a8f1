import { addedColumns } from "../../added-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const jsonWithoutEquality = onChange(
  {
    id: "json-without-equality",
    title: "Column of type json",
    engines: ["postgresql"],
    category: "compatibility",
    detects: "Column of type json",
    why: "DISTINCT, UNION and GROUP BY fail over it",
    safer: "jsonb.",
  },
  ["add-column", "create-table"],
  (change) =>
    addedColumns(change)
      .filter(({ column }) => column.type?.text === "json")
      .map(
        ({ column }): Told => ({
          severity: "warning",
          message: `${column.name} is json, which has no equality: DISTINCT, UNION and GROUP BY over it fail`,
          place: column.place,
        }),
      ),
);
