import { onChange } from "../../on-change.ts";
import { columnIn, isInUse } from "../../scene-facts.ts";

export const nullsNowAllowed = onChange(
  {
    id: "nulls-now-allowed",
    title: "NOT NULL dropped",
    engines: ["postgresql", "sqlite"],
    category: "compatibility",
    detects: "DROP NOT NULL",
    why: "Readers may not expect NULL",
    safer: "Bring out a release that copes with NULL first.",
  },
  ["drop-not-null"],
  ({ table, column }, scene) =>
    isInUse(scene, table) && columnIn(scene, table, column)?.notNull !== "no"
      ? { severity: "note", message: `Readers of ${column} may meet NULL from now on` }
      : null,
);
