import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { indexesOf } from "../../scene-facts.ts";

export const tooManyIndexes = onChange(
  {
    id: "too-many-indexes",
    title: "Table with many indexes",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["schema"],
    detects: "A table over the agreed number of indexes",
    why: "Each write pays",
    safer: "Drop indexes that pg_stat_user_indexes shows to be unused.",
  },
  ["create-index"],
  ({ index }, scene) => {
    const { length } = indexesOf(scene, index.table);
    return length >= scene.settings.house.mostIndexes
      ? {
          severity: "note",
          message: `${nameInWords(index.table)} has ${length} indexes already; each write pays for every one`,
        }
      : null;
  },
);
