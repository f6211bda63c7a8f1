import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const policyChangeLocksTable = onChange(
  {
    id: "policy-change-locks-table",
    title: "Row level policy changed",
    engines: ["postgresql"],
    category: "privileges",
    detects: "CREATE, ALTER, DROP POLICY; ENABLE or FORCE",
    why: "A brief ACCESS EXCLUSIVE; access changes at once",
    safer: "Under a short lock timeout, reviewed by whoever answers for access.",
    yieldsTo: ["rls-without-policy", "rls-policy-gap"],
  },
  ["create-policy", "alter-policy", "drop-policy", "table-setting"],
  (change, scene) => {
    if (change.kind === "table-setting" && change.setting !== "row-security" && change.setting !== "force-row-security")
      return null;
    return toldOfLock(scene, change.table, {
      does: (it) => `Changes at once who sees which rows of ${it}`,
      work: "brief",
    });
  },
);
