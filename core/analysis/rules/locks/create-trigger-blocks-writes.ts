import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const createTriggerBlocksWrites = onChange(
  {
    id: "create-trigger-blocks-writes",
    title: "New trigger stops writers",
    engines: ["postgresql"],
    category: "locks",
    detects: "CREATE [OR REPLACE] [CONSTRAINT] TRIGGER",
    why: "SHARE ROW EXCLUSIVE: writers wait, briefly; later each row pays",
    safer: "A sync step, if it is for dual writes; otherwise alone, under a short lock timeout.",
  },
  ["create-trigger"],
  ({ table, name }, scene) =>
    scene.at.part.madeBy === "sync-step"
      ? null
      : toldOfLock(scene, table, {
          does: (it) => `Puts the trigger ${name} on ${it}, which each of its writes then pays for`,
          work: "brief",
        }),
);
