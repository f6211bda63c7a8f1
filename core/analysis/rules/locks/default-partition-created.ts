import { onChange } from "../../on-change.ts";

export const defaultPartitionCreated = onChange(
  {
    id: "default-partition-created",
    title: "Default partition created",
    engines: ["postgresql"],
    category: "locks",
    detects: "A DEFAULT partition is created",
    why: "Every later partition must read it first",
    safer: "Make partitions with explicit bounds ahead of time.",
  },
  ["create-table", "attach-partition"],
  (change) => {
    const bound = change.kind === "create-table" ? change.spec.partitionOf?.bound : change.bound;
    return bound?.isDefault
      ? {
          severity: "note",
          message: "With a default partition, every later partition must read it first, under a lock",
        }
      : null;
  },
);
