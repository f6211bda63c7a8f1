import { bytesToWrite } from "../../bytes-to-write.ts";
import { onStatement } from "../../on-statement.ts";
import { bytesInWords } from "../../sized-name.ts";

export const rewriteDiskHeadroom = onStatement(
  {
    id: "rewrite-disk-headroom",
    title: "Not enough free disk for a rewrite or a build",
    engines: ["postgresql"],
    category: "locks",
    needs: ["sizes", "free-disk"],
    detects: "A rewrite or index build larger than the free space",
    why: "Old and new are there at once, and the WAL besides",
    safer: "Free or add disk first.",
  },
  ({ at, target }) => {
    const { freeBytes } = target;
    if (freeBytes === null) return null;
    const needed = at.effects.relations.reduce((sum, effect) => sum + bytesToWrite(at, effect), 0);
    if (needed <= freeBytes) return null;
    return {
      severity: "error",
      message: `Needs about ${bytesInWords(needed)} beside what is there, and ${bytesInWords(freeBytes)} of disk are free`,
    };
  },
);
