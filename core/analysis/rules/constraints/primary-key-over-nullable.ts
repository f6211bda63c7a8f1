import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const primaryKeyOverNullable = onChange(
  {
    id: "primary-key-over-nullable",
    title: "Primary key over nullable columns",
    engines: ["postgresql"],
    category: "constraints",
    detects: "PRIMARY KEY USING INDEX over nullable columns",
    why: "A hidden SET NOT NULL: all rows are read under ACCESS EXCLUSIVE, unless a validated CHECK proves it",
    safer: "Make the columns NOT NULL by a validated CHECK first.",
  },
  ["add-constraint"],
  ({ table, constraint }, scene) =>
    constraint.kind === "primary-key" && constraint.usingIndex !== null && effectOn(scene, table)?.scans
      ? toldOfLock(scene, table, {
          does: (it) => `Reads all of ${it}: the key's columns may be NULL, so it sets them NOT NULL first`,
          work: "scan",
        })
      : null,
);
