import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const notNullRebuild = onChange(
  {
    id: "not-null-rebuild",
    title: "SET NOT NULL reads every row",
    engines: ["sqlite"],
    category: "sqlite",
    detects: "ALTER COLUMN … SET NOT NULL",
    why: "Reads all rows under the one write lock, and fails on the first NULL",
    safer: "Fill the column first, and count the NULLs.",
    yieldsTo: ["sqlite-alter-needs-353"],
  },
  ["set-not-null"],
  ({ table, column }, scene) =>
    toldOfLock(scene, table, {
      does: (it) => `Reads every row of ${it} and fails on the first NULL of ${column}`,
      work: "scan",
    }),
);
