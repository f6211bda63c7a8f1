import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const exclusionBuildsIndex = onChange(
  {
    id: "exclusion-builds-index",
    title: "EXCLUDE builds its index under a lock",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD EXCLUDE",
    why: "ACCESS EXCLUSIVE, index build and a second pass; no NOT VALID form",
    safer: "New table and swap",
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
