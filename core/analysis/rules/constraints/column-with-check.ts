import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const columnWithCheck = onChange(
  {
    id: "column-with-check",
    title: "New column with a CHECK",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD COLUMN … CHECK, even with a constant default",
    why: "ACCESS EXCLUSIVE while all rows are read, even with a constant default",
    safer: "Add the column first, then the CHECK NOT VALID, and VALIDATE it later.",
    yieldsTo: ["add-column-virtual-checked", "add-column-volatile-default", "add-column-checked-domain"],
  },
  ["add-column"],
  ({ table, column }, scene) =>
    column.constraints.some(({ kind }) => kind === "check") && effectOn(scene, table)?.scans
      ? toldOfLock(scene, table, {
          does: (it) => `Reads all of ${it} to check ${column.name} in each row`,
          work: "scan",
        })
      : null,
);
