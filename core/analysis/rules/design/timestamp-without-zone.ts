import { addedColumns } from "../../added-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const timestampWithoutZone = onChange(
  {
    id: "timestamp-without-zone",
    title: "Timestamp without a time zone",
    engines: ["postgresql"],
    category: "design",
    detects: "Timestamp without time zone",
    why: "The meaning depends on the reader",
    safer: "timestamptz.",
  },
  ["add-column", "create-table"],
  (change) =>
    addedColumns(change)
      .filter(({ column }) => /^timestamp(\(\d\))?( without time zone)?$/.test(column.type?.text ?? ""))
      .map(
        ({ column }): Told => ({
          severity: "note",
          message: `${column.name} has no time zone: each reader gives it another meaning`,
          place: column.place,
        }),
      ),
);
