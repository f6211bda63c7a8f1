import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const exclusionBuildsIndex = onChange(
  {
    id: "exclusion-builds-index",
    title: "EXCLUDE builds its index under a lock",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD EXCLUDE",
    why: "ACCESS EXCLUSIVE for the build and a second pass over all rows",
    safer: "Make a new table with it, copy the rows, and swap the names: it has no NOT VALID form.",
  },
  ["add-constraint"],
  ({ table, constraint }, scene) =>
    constraint.kind === "exclusion"
      ? toldOfLock(scene, table, {
          does: (it) => `Builds an index over all of ${it} and compares every row with the others`,
          work: "build",
        })
      : null,
);
