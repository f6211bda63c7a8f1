import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";

export const tooManyRowsTouched = onChange(
  {
    id: "too-many-rows-touched",
    title: "More rows than the limit",
    engines: ["postgresql"],
    category: "data changes",
    detects: "The planner expects more rows than the limit",
    why: "Locks, lag",
    safer: "Copy in batches, by ranges of the key.",
  },
  ["insert"],
  ({ table, query }, scene) => {
    const rows = Math.max(0, ...(query?.sources ?? []).map((source) => tableIn(scene, source)?.facts?.rows ?? 0));
    return rows > scene.settings.house.mostRows
      ? {
          severity: "warning",
          message: `Copies up to ${Math.round(rows).toLocaleString("en")} rows into ${nameInWords(table)} in one transaction`,
        }
      : null;
  },
);
