import { modelKey } from "../../model-key.ts";
import { onStatement } from "../../on-statement.ts";
import { lockedTables } from "../../scene-facts.ts";

export const partitionFanOut = onStatement(
  {
    id: "partition-fan-out",
    title: "Change of many partitions at once",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "DDL on a parent with many partitions",
    why: "The same lock on each of them, and memory for the lock table",
    safer: "Change the partitions one by one, the parent last.",
  },
  ({ at }) => {
    const locked = lockedTables(at).filter(({ relation }) => at.before.tables.get(modelKey(relation))?.partitionOf);
    if (locked.length < MANY || !locked[0]) return null;
    return {
      severity: "warning",
      message: `Takes ${locked[0].lock} on ${locked.length} partitions at once`,
      held: { lock: locked[0].lock, blocks: locked[0].blocks, rewrite: locked[0].rewrites },
    };
  },
);

/** So many locks at once crowd the lock table and meet some long reader. */
const MANY = 8;
