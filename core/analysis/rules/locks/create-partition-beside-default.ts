import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { effectOn, partitionsOf } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const createPartitionBesideDefault = onChange(
  {
    id: "create-partition-beside-default",
    title: "New partition beside a default partition",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "CREATE TABLE … PARTITION OF while a DEFAULT exists",
    why: "ACCESS EXCLUSIVE on the parent and on the default partition, which is read",
    safer:
      "CREATE TABLE … (LIKE parent), add a CHECK of its bounds and one on the default partition that excludes them, then ATTACH it.",
  },
  ["create-table"],
  ({ spec }, scene) => {
    const { partitionOf } = spec;
    const beside = partitionOf && partitionsOf(scene, partitionOf.parent).find((it) => it.partitionOf?.bound.isDefault);
    if (!partitionOf || !beside || partitionOf.bound.isDefault) return null;
    const work = effectOn(scene, beside.name)?.scans ? "scan" : "brief";
    const does = work === "scan" ? "Reads all of" : "Locks";
    return toldOfLock(scene, beside.name, {
      does: (it) =>
        `${does} ${it}, the default partition, and locks ${nameInWords(partitionOf.parent)} to add a partition beside it`,
      work,
    });
  },
);
