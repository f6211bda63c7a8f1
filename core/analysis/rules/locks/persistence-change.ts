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
    why: "ACCESS EXCLUSIVE + rewrite (nothing if it already is)",
    safer: "New table and copy",
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
