import { onChange } from "../../on-change.ts";
import { columnIn, effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const typeChangeRewrite = onChange(
  {
    id: "type-change-rewrite",
    title: "Type change that rewrites the table",
    engines: ["postgresql"],
    category: "locks",
    detects:
      "ALTER COLUMN TYPE whose values change form; any USING expression that computes (a plain cast to the same type does not)",
    why: "ACCESS EXCLUSIVE while the table and all its indexes are rewritten; foreign keys are checked again",
    safer:
      "Add a new column of that type, keep both equal with a sync step, fill it with a backfill step, and drop the old one in contract.",
    yieldsTo: ["type-change-needs-utc"],
  },
  ["alter-type"],
  ({ table, column, type, using }, scene) => {
    if (!effectOn(scene, table)?.rewrites) return null;
    const from = columnIn(scene, table, column)?.type;
    const change = from ? `from ${from} to ${type.text}` : `to ${type.text}, unless both types are stored alike`;
    const how = using?.computes ? ` by ${using.text}` : "";
    return toldOfLock(scene, table, {
      does: (it) => `Copies ${it} and its indexes to turn ${column} ${change}${how}`,
      work: "rewrite",
    });
  },
);
