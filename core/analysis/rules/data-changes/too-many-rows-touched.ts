import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";

export const tooManyRowsTouched = onChange(
  {
    id: "too-many-rows-touched",
    title: "More rows than the limit",
    engines: ["postgresql"],
    category: "data changes",
    needs: ["sizes"],
    detects: "The planner expects more rows than the limit; without its estimate, the table copied from has more",
    why: "Locks, lag",
    safer: "Copy in batches, by ranges of the key.",
  },
  ["insert"],
  ({ table, query }, scene) => {
    const planned = scene.target.estimates?.get(scene.at.statement.text)?.rows ?? null;
    const rows =
      planned ?? Math.max(0, ...(query?.sources ?? []).map((source) => tableIn(scene, source)?.facts?.rows ?? 0));
    return rows > scene.settings.house.mostRows
      ? {
          severity: "warning",
          message: `Copies ${planned === null ? "up to" : "about"} ${Math.round(rows).toLocaleString("en")} rows into ${nameInWords(table)} in one transaction`,
        }
      : null;
  },
);
