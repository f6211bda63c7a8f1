import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { isInUse } from "../../scene-facts.ts";

export const fragileInsert = onChange(
  {
    id: "fragile-insert",
    title: "Fragile INSERT",
    engines: ["postgresql"],
    category: "data changes",
    detects: "INSERT without columns, with very many rows, ordered by random()",
    why: "Breaks or crawls",
    safer: "Name the columns; many rows by COPY or in batches.",
  },
  ["insert"],
  ({ columns, rows, query, ordersAtRandom, table }, scene) => {
    if (ordersAtRandom) return { severity: "warning", message: "ORDER BY random() sorts all rows for each try" };
    if ((rows ?? 0) > MANY_ROWS) return { severity: "note", message: `${rows} rows in one INSERT` };
    return columns === null && (query || rows !== null) && isInUse(scene, table)
      ? { severity: "note", message: `Names no columns: it breaks when ${nameInWords(table)} has others` }
      : null;
  },
);

const MANY_ROWS = 1_000;
