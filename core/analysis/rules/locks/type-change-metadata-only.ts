import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock, workOf } from "../../told-of-lock.ts";

export const typeChangeMetadataOnly = onChange(
  {
    id: "type-change-metadata-only",
    title: "Type change of the catalog only",
    engines: ["postgresql"],
    category: "locks",
    detects: "TYPE change between binary-compatible types (list in part 4)",
    why: "Brief ACCESS EXCLUSIVE on table and the column's indexes: allow, with lock_timeout",
    safer: "As written; look at the next three rules first",
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
