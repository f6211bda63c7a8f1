import { lossSeverity } from "../../loss-severity.ts";
import { onChange } from "../../on-change.ts";
import { resolveName, type WrittenName } from "../../resolve-name.ts";
import type { Scene } from "../../scene.ts";
import { changesOf, isInUse, sameWritten, tableIn } from "../../scene-facts.ts";
import { sizedName } from "../../sized-name.ts";

export const dropColumn = onChange(
  {
    id: "drop-column",
    title: "Column dropped",
    engines: ["postgresql", "sqlite"],
    category: "data loss",
    detects: "DROP COLUMN",
    why: "The values are gone; SELECT * and cached plans break; its indexes and constraints go too",
    safer: "Stop reading it, then stop writing it, wait a release, and drop it in contract.",
  },
  ["drop-column"],
  ({ table, column }, scene) => {
    const severity = lossSeverity(scene);
    if (severity === null || !isInUse(scene, table) || isAddedBefore(scene, table, column)) return null;
    return {
      severity,
      message: `Drops ${column} of ${sizedName(resolveName(scene.at.before, table), tableIn(scene, table)?.facts ?? null)} with its values; what still reads it fails at once`,
    };
  },
);

/** What this script adds holds nothing of anybody's yet. */
const isAddedBefore = (scene: Scene, table: WrittenName, column: string): boolean =>
  changesOf(scene.script.slice(0, scene.index), "add-column").some(
    (added) => added.column.name === column && sameWritten(scene, added.table, table),
  );
