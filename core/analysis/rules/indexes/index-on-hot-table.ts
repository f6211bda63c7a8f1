import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";

export const indexOnHotTable = onChange(
  {
    id: "index-on-hot-table",
    title: "Index on a table with heavy writes",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["traffic"],
    detects: "New index on a table with heavy writes; index on a HOT-updated column",
    why: "Each write pays, HOT updates are lost",
    safer: "Build it off-peak, if it is worth it.",
  },
  ["create-index"],
  ({ index }, scene) => {
    const rate = tableIn(scene, index.table)?.facts?.writesPerSecond;
    if (rate == null || rate < HOT_PER_SECOND) return null;
    return {
      severity: "note",
      message: `${nameInWords(index.table)} takes ${Math.round(rate).toLocaleString("en")} writes a second, and each will write this index too`,
    };
  },
);

const HOT_PER_SECOND = 200;
