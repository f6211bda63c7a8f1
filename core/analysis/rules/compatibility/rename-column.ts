import { onChange } from "../../on-change.ts";
import { isInUse } from "../../scene-facts.ts";

export const renameColumn = onChange(
  {
    id: "rename-column",
    title: "Column renamed",
    engines: ["postgresql", "sqlite"],
    category: "compatibility",
    detects: "RENAME COLUMN",
    why: "Old and new release cannot both work",
    safer:
      "Add a column of the new name, keep both equal with a sync step, cut over, drop the old one in contract; or a view.",
  },
  ["rename-column"],
  ({ table, column, to }, scene) =>
    isInUse(scene, table)
      ? {
          severity: "warning",
          message: `The release that reads ${column} fails as soon as it is ${to}, and the one that reads ${to} fails before`,
        }
      : null,
);
