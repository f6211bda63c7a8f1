import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { indexesOf, tableIn } from "../../scene-facts.ts";
import { bytesInWords } from "../../sized-name.ts";

export const wideRowsRewritten = onChange(
  {
    id: "wide-rows-rewritten",
    title: "Update of wide or much indexed rows",
    engines: ["postgresql"],
    category: "data changes",
    needs: ["sizes"],
    detects: "UPDATE of rows with large values or many indexes",
    why: "Bloat; an indexed column that changes costs every index",
    safer: "Smaller batches, and VACUUM between.",
  },
  ["update"],
  ({ table, set }, scene) => {
    const model = tableIn(scene, table);
    const facts = model?.facts;
    if (!model || model.bornHere || !facts?.rows || facts.rows <= scene.settings.house.mostRows) return null;
    const touched = indexesOf(scene, table).filter(({ keys }) => set.some((column) => keys.includes(column)));
    const width = (facts.bytes ?? 0) / facts.rows;
    if (touched.length > 0 && indexesOf(scene, table).length >= MANY_INDEXES) {
      return {
        severity: "note",
        message: `Changes what ${touched[0]?.name.name} indexes: each row is written anew into all ${indexesOf(scene, table).length} indexes`,
      };
    }
    return width > WIDE_BYTES
      ? {
          severity: "note",
          message: `Rows of ${nameInWords(table)} have about ${bytesInWords(width)}, and each is written anew`,
        }
      : null;
  },
);

const MANY_INDEXES = 5;
const WIDE_BYTES = 2_000;
