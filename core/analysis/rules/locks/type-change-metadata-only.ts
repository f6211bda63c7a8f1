import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock, workOf } from "../../told-of-lock.ts";

export const typeChangeMetadataOnly = onChange(
  {
    id: "type-change-metadata-only",
    title: "Type change of the catalog only",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "TYPE change between types that are stored alike",
    why: "A brief ACCESS EXCLUSIVE on the table and the column's indexes",
    safer: "Right as it is, under a short lock timeout.",
    yieldsTo: ["type-change-referenced-key"],
  },
  ["alter-type"],
  ({ table, column, type }, scene) => {
    const effect = effectOn(scene, table);
    if (!effect || workOf(effect) !== "brief" || scene.at.effects.refused) return null;
    return toldOfLock(scene, table, {
      does: (it) => `Turns ${column} of ${it} to ${type.text} in the catalog only`,
      work: "brief",
    });
  },
);
