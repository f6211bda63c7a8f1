import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { indexesOf, isInUse, tableIn } from "../../scene-facts.ts";

export const dropColumnTakesIndex = onChange(
  {
    id: "drop-column-takes-index",
    title: "Dropped column takes an index or a constraint along",
    engines: ["postgresql"],
    category: "data loss",
    needs: ["schema"],
    detects: "The column is in an index or multi-column constraint",
    why: "That index goes silently, under ACCESS EXCLUSIVE",
    safer: "Build an index without that column first, concurrently.",
  },
  ["drop-column"],
  ({ table, column }, scene) => {
    const gone = [
      ...indexesOf(scene, table)
        .filter((it) => it.keys.length > 1 && (it.keys.includes(column) || it.expressionColumns.includes(column)))
        .map(({ name }) => name.name),
      ...(tableIn(scene, table)?.constraints ?? [])
        .filter(
          ({ kind, columns, index }) =>
            index === null && kind !== "not-null" && columns.length > 1 && columns.includes(column),
        )
        .map(({ name }) => name),
    ];
    if (gone.length === 0 || !isInUse(scene, table)) return null;
    return { severity: "warning", message: `With ${column} goes ${listInWords(gone)}, which other columns need too` };
  },
);
