import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const uniqueBuildsIndex = onChange(
  {
    id: "unique-builds-index",
    title: "UNIQUE builds its index under a lock",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD UNIQUE (columns)",
    why: "ACCESS EXCLUSIVE for the whole build",
    safer: "Build a unique index concurrently, then ADD CONSTRAINT … UNIQUE USING INDEX.",
  },
  ["add-constraint"],
  ({ table, constraint }, scene) =>
    constraint.kind === "unique" && constraint.usingIndex === null
      ? toldOfLock(scene, table, {
          does: (it) => `Builds the index of ${constraint.name ?? listInWords(constraint.columns)} over all of ${it}`,
          work: "build",
        })
      : null,
);
