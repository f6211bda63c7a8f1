import { lossSeverity } from "../../loss-severity.ts";
import { onChange } from "../../on-change.ts";
import { resolveName, type WrittenName } from "../../resolve-name.ts";
import type { Told } from "../../rule.ts";
import type { Scene } from "../../scene.ts";
import { changesOf, isInUse, sameWritten, tableIn } from "../../scene-facts.ts";
import { sizedName } from "../../sized-name.ts";

export const dropTable = onChange(
  {
    id: "drop-table",
    title: "Table dropped",
    engines: ["postgresql", "sqlite"],
    category: "data loss",
    detects: "DROP TABLE",
    why: "The rows are gone; ACCESS EXCLUSIVE also on each table that its foreign keys point to",
    safer: "Rename it away, wait, drop its foreign keys under a short lock timeout, then drop it in contract.",
  },
  ["drop-table"],
  ({ tables }, scene) => {
    const severity = lossSeverity(scene);
    if (severity === null) return null;
    return tables
      .filter((table) => isInUse(scene, table) && !isMadeBefore(scene, table))
      .map(
        (table): Told => ({
          severity,
          message: `Drops ${sizedName(resolveName(scene.at.before, table), tableIn(scene, table)?.facts ?? null)} with all its rows`,
        }),
      );
  },
);

const isMadeBefore = (scene: Scene, table: WrittenName): boolean =>
  changesOf(scene.script.slice(0, scene.index), "create-table").some((made) => sameWritten(scene, made.table, table));
