import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const replicaIdentityChange = onChange(
  {
    id: "replica-identity-change",
    title: "REPLICA IDENTITY FULL",
    engines: ["postgresql"],
    category: "locks",
    detects: "REPLICA IDENTITY FULL",
    why: "A brief ACCESS EXCLUSIVE; from then on UPDATE and DELETE log the whole old row",
    safer: "REPLICA IDENTITY USING INDEX on a unique index over NOT NULL columns.",
    evenIfBrief: "every later UPDATE and DELETE writes more",
  },
  ["table-setting"],
  ({ table, setting, value }, scene) =>
    setting === "replica-identity" && /full/i.test(value)
      ? toldOfLock(scene, table, {
          does: (it) => `From now on each UPDATE and DELETE of ${it} logs the whole old row`,
          work: "brief",
          atLeast: "warning",
        })
      : null,
);
