import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const ruleLocksTable = onChange(
  {
    id: "rule-locks-table",
    title: "Rewrite rule created or switched",
    engines: ["postgresql"],
    category: "locks",
    detects: "CREATE RULE, ENABLE or DISABLE RULE",
    why: "ACCESS EXCLUSIVE, and rules rewrite queries in surprising ways",
    safer: "A trigger or a view.",
  },
  ["create-rule", "drop-rule", "toggle-rule"],
  ({ table, name }, scene) =>
    toldOfLock(scene, table, {
      does: (it) => `Locks ${it} for the rule ${name}; rules rewrite queries in ways that surprise`,
      work: "brief",
    }),
);
