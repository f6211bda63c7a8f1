import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { WrittenName } from "../../resolve-name.ts";
import type { Scene } from "../../scene.ts";
import { tableIn } from "../../scene-facts.ts";
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
      return change.action === "tablespace" && change.value !== "pg_default"
        ? {
            severity: "warning",
            message: `Copies the index ${nameInWords(change.index)} to ${change.value}; queries that plan with it wait meanwhile`,
          }
        : null;
    }
    if (change.setting !== "tablespace" || isThere(scene, change.table, change.value)) return null;
    return toldOfLock(scene, change.table, {
      does: (it) => `Copies the files of ${it} to ${change.value}`,
      work: "rewrite",
    });
  },
);

/** `pg_default` is where a table is that names none, unless the database itself was put elsewhere. */
const isThere = (scene: Scene, table: WrittenName, tablespace: string): boolean => {
  const model = tableIn(scene, table);
  return model !== null && (model.tablespace ?? "pg_default") === tablespace;
};
