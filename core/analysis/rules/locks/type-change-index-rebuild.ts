import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { effectOn, indexesOf } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const typeChangeIndexRebuild = onChange(
  {
    id: "type-change-index-rebuild",
    title: "Type change that rebuilds indexes",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "COLLATE change; text → citext; or a compatible change of a column named in a partial or expression index",
    why: "The table is not rewritten, but that index is rebuilt under ACCESS EXCLUSIVE",
    safer: "Drop such indexes concurrently, change the type, and build them again concurrently.",
  },
  ["alter-type"],
  ({ table, column }, scene) => {
    const effect = effectOn(scene, table);
    if (!effect?.buildsIndex || effect.rewrites) return null;
    const rebuilt = indexesOf(scene, table).filter(
      (it) => it.keys.includes(column) || it.expressionColumns.includes(column),
    );
    return toldOfLock(scene, table, {
      does: (it) =>
        `Rebuilds ${listInWords(rebuilt.map(({ name }) => name.name)) || "an index"} of ${it} for ${column}`,
      work: "build",
    });
  },
);
