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
    why: "Hidden SET NOT NULL: ACCESS EXCLUSIVE + scan; none if a valid CHECK proves it",
    safer: "NOT NULL by proof first",
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
