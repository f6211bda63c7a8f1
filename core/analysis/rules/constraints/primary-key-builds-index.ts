import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const primaryKeyBuildsIndex = onChange(
  {
    id: "primary-key-builds-index",
    title: "PRIMARY KEY builds its index under a lock",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD PRIMARY KEY (columns)",
    why: "ACCESS EXCLUSIVE for the whole build; nullable columns are read besides",
    safer:
      "Build a unique index concurrently, make the columns NOT NULL by a validated CHECK, then ADD PRIMARY KEY USING INDEX.",
  },
  ["add-constraint"],
  ({ table, constraint }, scene) =>
    constraint.kind === "primary-key" && constraint.usingIndex === null
      ? toldOfLock(scene, table, {
          does: (it) =>
            `Builds the index of the primary key over all of ${it}${effectOn(scene, table)?.scans ? ", and reads it once more for NULLs" : ""}`,
          work: "build",
        })
      : null,
);
