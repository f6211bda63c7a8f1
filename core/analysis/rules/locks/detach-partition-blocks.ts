import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const detachPartitionBlocks = onChange(
  {
    id: "detach-partition-blocks",
    title: "DETACH PARTITION that blocks",
    engines: ["postgresql"],
    category: "locks",
    detects: "DETACH PARTITION without CONCURRENTLY",
    why: "ACCESS EXCLUSIVE on parent, partition and default partition",
    safer: "DETACH PARTITION … CONCURRENTLY; it is not possible while there is a default partition.",
  },
  ["detach-partition"],
  ({ table, partition, concurrently, finalize }, scene) =>
    concurrently || finalize
      ? null
      : toldOfLock(scene, table, {
          does: (it) => `Locks ${it} and all its queries to detach ${nameInWords(partition)}`,
          work: "brief",
        }),
);
