import { onChange } from "../../on-change.ts";
import { effectOn, partitionsOf } from "../../scene-facts.ts";
import { toldOfLock, workOf } from "../../told-of-lock.ts";

export const attachPartitionScan = onChange(
  {
    id: "attach-partition-scan",
    title: "ATTACH PARTITION that reads rows",
    engines: ["postgresql"],
    category: "locks",
    detects:
      "ATTACH PARTITION without a valid CHECK of its bounds; any DEFAULT partition without a CHECK that excludes them",
    why: "ACCESS EXCLUSIVE on the new partition and on a default one while they are read; missing indexes are built",
    safer:
      "On the new partition and on the default one, add a CHECK of the bounds NOT VALID and VALIDATE it; build matching indexes; then attach.",
  },
  ["attach-partition"],
  ({ table, partition }, scene) => {
    const parts = [
      partition,
      ...partitionsOf(scene, table)
        .filter((it) => it.partitionOf?.bound.isDefault)
        .map(({ name }) => name),
    ];
    return parts.flatMap((part) => {
      const effect = effectOn(scene, part);
      if (!effect || workOf(effect) === "brief") return [];
      const what = effect.scans ? "Reads all of" : "Builds missing indexes on";
      return (
        toldOfLock(scene, part, { does: (it) => `${what} ${it} to attach the partition`, work: workOf(effect) }) ?? []
      );
    });
  },
);
