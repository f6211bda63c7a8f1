import { onChange } from "../../on-change.ts";
import { indexesOf } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const sqliteDropColumnRewrites = onChange(
  {
    id: "sqlite-drop-column-rewrites",
    title: "DROP COLUMN rewrites the table",
    engines: ["sqlite"],
    category: "sqlite",
    detects: "DROP COLUMN",
    why: "All rows are written anew under the one write lock; refused if an index, view or trigger uses the column",
    safer: "Drop what uses it first, and run it when nobody writes.",
  },
  ["drop-column"],
  ({ table, column }, scene) => {
    const user = indexesOf(scene, table).find(
      (it) => it.keys.includes(column) || it.expressionColumns.includes(column),
    );
    if (user)
      return { severity: "error", message: `SQLite refuses to drop ${column}: the index ${user.name.name} uses it` };
    return toldOfLock(scene, table, {
      does: (it) => `Writes every row of ${it} anew without ${column}`,
      work: "rewrite",
    });
  },
);
