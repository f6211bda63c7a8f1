import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const replicaIdentityChange = onChange(
  {
    id: "replica-identity-change",
    title: "REPLICA IDENTITY FULL",
    engines: ["postgresql"],
    category: "locks",
    detects: "REPLICA IDENTITY FULL",
    why: "ACCESS EXCLUSIVE brief; every UPDATE and DELETE logs the whole old row",
    safer: "USING INDEX on a unique NOT NULL index",
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
