import { onChange } from "../../on-change.ts";
import { columnIn, effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";
import { changesZone } from "../../type-width.ts";

export const typeChangeNeedsUtc = onChange(
  {
    id: "type-change-needs-utc",
    title: "Time zone change that rewrites unless the session is at UTC",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "Timestamp ↔ timestamptz",
    why: "Without a rewrite only if the session's TimeZone is UTC or GMT; otherwise ACCESS EXCLUSIVE while the table is rewritten",
    safer: "SET timezone = 'UTC' before it in the same transaction, if the stored values are UTC.",
  },
  ["alter-type"],
  ({ table, column, type }, scene) => {
    const from = columnIn(scene, table, column)?.type;
    if (!from || !changesZone(from, type.text) || !effectOn(scene, table)?.rewrites) return null;
    const zone = scene.at.before.timeZone ?? "not known";
    return toldOfLock(scene, table, {
      does: (it) =>
        `Copies ${it} to turn ${column} from ${from} to ${type.text}, since the session's time zone is ${zone} and not UTC`,
      work: "rewrite",
    });
  },
);
