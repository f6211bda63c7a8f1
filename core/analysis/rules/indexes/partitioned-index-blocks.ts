import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { partitionsOf, tableIn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const partitionedIndexBlocks = onChange(
  {
    id: "partitioned-index-blocks",
    title: "Index on a partitioned table",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["schema"],
    detects: "CREATE INDEX on a partitioned parent",
    why: "SHARE on parent and all partitions; CONCURRENTLY is refused there",
    safer:
      "CREATE INDEX ON ONLY the parent, build one concurrently on each partition, and ALTER INDEX … ATTACH PARTITION.",
  },
  ["create-index"],
  ({ index, concurrently, only }, scene) => {
    if (only || tableIn(scene, index.table)?.kind !== "partitioned") return null;
    if (concurrently || scene.at.part.madeBy === "index-step")
      return {
        severity: "error",
        message: `The server refuses CONCURRENTLY on ${nameInWords(index.table)}, which is partitioned`,
      };
    const parts = partitionsOf(scene, index.table);
    const rows = parts.every(({ facts }) => facts?.rows != null)
      ? parts.reduce((sum, { facts }) => sum + (facts?.rows ?? 0), 0)
      : null;
    const told = toldOfLock(scene, index.table, {
      does: (it) => `Builds an index on ${it} and on each of its ${parts.length} partitions`,
      work: "build",
    });
    return told && rows !== null && rows < scene.settings.house.mostRows ? { ...told, severity: "note" } : told;
  },
);
