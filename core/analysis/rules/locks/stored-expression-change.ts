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
    why: "ACCESS EXCLUSIVE + rewrite; on VIRTUAL (18) metadata only, refused if published",
    safer: "New column, backfill, swap names",
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
