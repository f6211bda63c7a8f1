import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const persistenceChange = onChange(
  {
    id: "persistence-change",
    title: "Table made logged or unlogged",
    engines: ["postgresql"],
    category: "locks",
    detects: "SET LOGGED, SET UNLOGGED",
    why: "ACCESS EXCLUSIVE while the table is rewritten; nothing if it is so already",
    safer: "Make a new table, copy the rows, and swap the names.",
  },
  ["table-setting"],
  ({ table, setting }, scene) =>
    (setting === "logged" || setting === "unlogged") && effectOn(scene, table)?.rewrites
      ? toldOfLock(scene, table, {
          does: (it) => `Copies ${it} and its indexes to make it ${setting}`,
          work: "rewrite",
        })
      : null,
);
