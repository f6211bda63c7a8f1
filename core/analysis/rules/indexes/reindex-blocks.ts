import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { indexIn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const reindexBlocks = onChange(
  {
    id: "reindex-blocks",
    title: "REINDEX that blocks",
    engines: ["postgresql"],
    category: "indexes",
    detects: "REINDEX without CONCURRENTLY",
    why: "SHARE on the table, ACCESS EXCLUSIVE on each index: even reads that plan over it wait",
    safer: "REINDEX … CONCURRENTLY.",
  },
  ["reindex"],
  ({ target, name, concurrently }, scene) => {
    if (concurrently) return null;
    if (target === "schema" || target === "database" || !name) {
      return {
        severity: "warning",
        message: `Builds every index of the ${target} anew; writers of each table wait meanwhile, and readers that plan over it`,
        held: { lock: "SHARE", blocks: ["writes"], rewrite: false },
      };
    }
    const table = target === "table" ? name : indexIn(scene, name)?.table;
    if (!table)
      return {
        severity: "warning",
        message: `Builds ${nameInWords(name)} anew; writers of its table wait meanwhile, and readers that plan over it; the size is not known`,
      };
    return toldOfLock(scene, table, {
      does: (it) =>
        `Builds ${target === "table" ? "the indexes" : nameInWords(name)} of ${it} anew, and readers that plan over them wait as well`,
      work: "build",
    });
  },
);
