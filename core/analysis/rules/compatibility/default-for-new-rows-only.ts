import { onChange } from "../../on-change.ts";
import { changesOf, isInUse, laterIn, sameWritten } from "../../scene-facts.ts";

export const defaultForNewRowsOnly = onChange(
  {
    id: "default-for-new-rows-only",
    title: "Default for new rows only",
    engines: ["postgresql"],
    category: "compatibility",
    detects: "SET DEFAULT on an existing column, above all a volatile one",
    why: "Old rows keep what they have",
    safer: "Fill old rows with a backfill step, if they shall have it too.",
  },
  ["set-default"],
  ({ table, column }, scene) => {
    if (!isInUse(scene, table)) return null;
    const isFilled = changesOf(laterIn(scene), "update").some(
      (it) => it.set.includes(column) && sameWritten(scene, it.table, table),
    );
    const isNew = changesOf(scene.script.slice(0, scene.index), "add-column").some((it) => it.column.name === column);
    return isFilled || isNew
      ? null
      : { severity: "note", message: `Rows that are there keep what ${column} has; the default is for new ones` };
  },
);
