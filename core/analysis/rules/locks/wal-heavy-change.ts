import { bytesToWrite } from "../../bytes-to-write.ts";
import { onStatement } from "../../on-statement.ts";
import { bytesInWords } from "../../sized-name.ts";

export const walHeavyChange = onStatement(
  {
    id: "wal-heavy-change",
    title: "Much WAL on a primary with replicas",
    engines: ["postgresql"],
    category: "locks",
    needs: ["sizes", "replicas"],
    detects: "Rewrite or index build on a primary with replicas",
    why: "Replicas and slots fall behind",
    safer: "Run it off-peak and watch the lag of the replicas.",
  },
  ({ at, target }) => {
    if (!target.replicas) return null;
    const bytes = at.effects.relations.reduce((sum, effect) => sum + bytesToWrite(at, effect), 0);
    if (bytes < HEAVY_BYTES) return null;
    return {
      severity: "note",
      message: `Writes about ${bytesInWords(bytes)} of WAL, which ${target.replicas === 1 ? "a replica" : `${target.replicas} replicas`} must follow`,
    };
  },
);

/** A replica reads this much in seconds to minutes. */
const HEAVY_BYTES = 2_000_000_000;
