import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const sqliteCheckScans = onChange(
  {
    id: "sqlite-check-scans",
    title: "New column with a CHECK reads every row",
    engines: ["sqlite"],
    category: "sqlite",
    detects: "ADD COLUMN … CHECK",
    why: "Reads every row, fails on the first bad one",
    safer: "Look for rows that break it first.",
  },
  ["add-column"],
  ({ table, column }, scene) =>
    column.constraints.some(({ kind }) => kind === "check")
      ? toldOfLock(scene, table, {
          does: (it) => `Reads every row of ${it} and fails on the first that breaks the CHECK of ${column.name}`,
          work: "scan",
        })
      : null,
);
