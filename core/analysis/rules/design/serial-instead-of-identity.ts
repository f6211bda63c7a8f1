import { addedColumns } from "../../added-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const serialInsteadOfIdentity = onChange(
  {
    id: "serial-instead-of-identity",
    title: "serial instead of identity",
    engines: ["postgresql"],
    category: "design",
    detects: "Serial",
    why: "Loose ownership and privileges",
    safer: "GENERATED AS IDENTITY",
    yieldsTo: ["add-column-serial"],
  },
  ["add-column", "create-table"],
  (change) =>
    addedColumns(change)
      .filter(({ column }) => column.type?.isSerial)
      .map(
        ({ column }): Told => ({
          severity: "note",
          message: `${column.name} is a serial: its sequence has rights and an owner of its own`,
          place: column.place,
        }),
      ),
);
