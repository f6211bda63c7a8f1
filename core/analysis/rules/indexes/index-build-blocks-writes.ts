import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const indexBuildBlocksWrites = onChange(
  {
    id: "index-build-blocks-writes",
    title: "Index build that stops writers",
    engines: ["postgresql"],
    category: "indexes",
    detects: "CREATE INDEX without CONCURRENTLY on an existing table (IF NOT EXISTS too)",
    why: "SHARE for the whole build: writes wait, reads go on",
    safer: "CREATE INDEX CONCURRENTLY, alone and outside a transaction; in a plan an index step does that.",
    yieldsTo: ["partitioned-index-blocks"],
  },
  ["create-index"],
  ({ index, concurrently, only }, scene) => {
    if (concurrently || only || scene.at.part.madeBy === "index-step" || !effectOn(scene, index.table)?.buildsIndex)
      return null;
    return toldOfLock(scene, index.table, {
      does: (it) => `Builds ${index.name ?? "an index"} over all of ${it}`,
      work: "build",
    });
  },
);
