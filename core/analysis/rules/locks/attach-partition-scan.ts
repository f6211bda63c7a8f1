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
    why: "ACCESS EXCLUSIVE + scan of the new partition; ACCESS EXCLUSIVE + scan of DEFAULT (parent only SHARE UPDATE EXCLUSIVE); missing indexes are built; if the parent has a foreign key: SHARE ROW EXCLUSIVE on its target and a check of the new rows",
    safer: "CHECK NOT VALID + VALIDATE on both, matching indexes first, then ATTACH",
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
