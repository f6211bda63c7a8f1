import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const tablespaceMove = onChange(
  {
    id: "tablespace-move",
    title: "Table moved to another tablespace",
    engines: ["postgresql"],
    category: "locks",
    detects: "SET TABLESPACE to another one",
    why: "ACCESS EXCLUSIVE while the files are copied; nothing if it is there already",
    safer: "Build the table or index anew in the other place, beside the old one.",
  },
  ["table-setting", "alter-index"],
  (change, scene) => {
    if (change.kind === "alter-index") {
      return change.action === "tablespace"
        ? {
            severity: "warning",
            message: `Copies the index ${nameInWords(change.index)} to ${change.value}; queries that plan with it wait meanwhile`,
          }
        : null;
    }
    if (change.setting !== "tablespace" || !effectOn(scene, change.table)?.rewrites) return null;
    return toldOfLock(scene, change.table, {
      does: (it) => `Copies the files of ${it} to ${change.value}`,
      work: "rewrite",
    });
  },
);
