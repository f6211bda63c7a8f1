import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const storedExpressionChange = onChange(
  {
    id: "stored-expression-change",
    title: "Expression of a stored column changed",
    engines: ["postgresql"],
    category: "locks",
    detects: "SET EXPRESSION on a STORED column",
    why: "ACCESS EXCLUSIVE while the table is rewritten; of a VIRTUAL column it is in the catalog only",
    safer: "Add a new column, fill it with a backfill step, and swap the names.",
  },
  ["set-expression"],
  ({ table, column }, scene) =>
    effectOn(scene, table)?.rewrites
      ? toldOfLock(scene, table, {
          does: (it) => `Copies ${it} to compute ${column} anew in each row`,
          work: "rewrite",
        })
      : null,
);
