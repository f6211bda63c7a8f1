import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { changesOf, isInUse } from "../../scene-facts.ts";

export const renameTable = onChange(
  {
    id: "rename-table",
    title: "Table renamed",
    engines: ["postgresql", "sqlite"],
    category: "compatibility",
    detects: "RENAME TO",
    why: "The old and the new release cannot both work",
    safer: "Rename it and leave a view under the old name in the same transaction.",
  },
  ["rename-table"],
  ({ table, to }, scene) => {
    if (!isInUse(scene, table)) return null;
    const near = scene.script.filter((it) => it.part === scene.at.part);
    const leftBehind = changesOf(near, "create-view").some(({ view }) => view.name === table.name);
    const movesIn = changesOf(near, "rename-table").some((other) => other.to === table.name);
    if (
      leftBehind ||
      movesIn ||
      changesOf(scene.script.slice(0, scene.index), "create-table").some((it) => it.table.name === table.name)
    )
      return null;
    return {
      severity: "warning",
      message: `Every release that names ${nameInWords(table)} fails as soon as it is ${to}`,
    };
  },
);
