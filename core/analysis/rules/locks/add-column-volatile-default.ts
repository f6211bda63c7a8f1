import { listInWords, nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnVolatileDefault = onChange(
  {
    id: "add-column-volatile-default",
    title: "New column with a volatile default",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN whose default calls a volatile function",
    why: "ACCESS EXCLUSIVE while table and every index are rewritten",
    safer:
      "Add the column without a default, SET DEFAULT for new rows, fill the old ones with a backfill step, then NOT NULL by a validated CHECK.",
  },
  ["add-column"],
  ({ table, column }, scene) => {
    const value = column.default;
    if (!value || column.type?.isSerial || (value.kind !== "volatile" && value.kind !== "unknown")) return null;
    if (!effectOn(scene, table)?.rewrites) return null;
    const unless =
      value.kind === "unknown" ? `, unless ${listInWords(value.calls.map(nameInWords))} is not VOLATILE` : "";
    return toldOfLock(scene, table, {
      does: (it) => `Copies ${it} to compute ${value.text} for each row${unless}`,
      work: "rewrite",
    });
  },
);
