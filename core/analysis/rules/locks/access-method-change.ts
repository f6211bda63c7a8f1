import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const accessMethodChange = onChange(
  {
    id: "access-method-change",
    title: "Table moved to another access method",
    engines: ["postgresql"],
    category: "locks",
    detects: "SET ACCESS METHOD to another one",
    why: "ACCESS EXCLUSIVE while the table is rewritten; nothing if it has it already",
    safer: "Make a new table, copy the rows, and swap the names.",
  },
  ["table-setting"],
  ({ table, setting, value }, scene) =>
    setting === "access-method" && effectOn(scene, table)?.rewrites
      ? toldOfLock(scene, table, { does: (it) => `Copies ${it} and its indexes into ${value}`, work: "rewrite" })
      : null,
);
