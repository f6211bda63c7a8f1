import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { isInUse, tableIn } from "../../scene-facts.ts";

export const sqliteRenameTouchesViews = onChange(
  {
    id: "sqlite-rename-touches-views",
    title: "RENAME beside views or triggers",
    engines: ["sqlite"],
    category: "sqlite",
    needs: ["schema"],
    detects: "RENAME with views or triggers about",
    why: "Rewrites or breaks them, by legacy_alter_table",
    safer: "Compare sqlite_schema before and after.",
  },
  ["rename-table", "rename-column"],
  (change, scene) => {
    const views = [...scene.at.before.views.values()];
    const triggers = tableIn(scene, change.table)?.triggers ?? [];
    const names = [...views.map(({ name }) => name.name), ...triggers.map(({ name }) => name)];
    return names.length > 0 && isInUse(scene, change.table)
      ? {
          severity: "note",
          message: `SQLite rewrites ${listInWords(names)} along with the name, or breaks them, by legacy_alter_table`,
        }
      : null;
  },
);
