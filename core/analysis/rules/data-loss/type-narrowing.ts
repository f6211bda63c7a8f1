import { onChange } from "../../on-change.ts";
import { columnIn, isInUse } from "../../scene-facts.ts";
import { narrows } from "../../type-width.ts";

export const typeNarrowing = onChange(
  {
    id: "type-narrowing",
    title: "Type made narrower",
    engines: ["postgresql"],
    category: "data loss",
    needs: ["schema"],
    detects: "Smaller integer, shorter string, lower scale or precision",
    why: "It fails, or cuts values",
    safer: "Check first that all values fit; then a new column with sync and backfill.",
  },
  ["alter-type"],
  ({ table, column, type }, scene) => {
    const from = columnIn(scene, table, column)?.type;
    if (!from || !narrows(from, type.text) || !isInUse(scene, table)) return null;
    return {
      severity: "warning",
      message: `${type.text} holds less than ${from}: values of ${column} that do not fit make it fail, or are cut`,
    };
  },
);
