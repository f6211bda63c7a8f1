import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const dropPartitionLocksParent = onChange(
  {
    id: "drop-partition-locks-parent",
    title: "DROP TABLE of a partition locks its parent",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "DROP TABLE of a partition",
    why: "ACCESS EXCLUSIVE on the parent: all its queries queue",
    safer: "DETACH PARTITION … CONCURRENTLY first, then drop the table.",
  },
  ["drop-table"],
  ({ tables }, scene) =>
    tables.flatMap((table) => {
      const parent = tableIn(scene, table)?.partitionOf?.parent;
      if (!parent) return [];
      return (
        toldOfLock(scene, parent, {
          does: (it) => `Dropping the partition ${nameInWords(table)} locks ${it} and all its queries`,
          work: "brief",
        }) ?? []
      );
    }),
);
