import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";

export const rlsPolicyGap = onChange(
  {
    id: "rls-policy-gap",
    title: "Gap or overlap of row level policies",
    engines: ["postgresql"],
    category: "privileges",
    needs: ["schema"],
    detects: "A command without policy, or two permissive ones that add up",
    why: "Access lost or widened",
    safer: "One policy a command, or AS RESTRICTIVE.",
  },
  ["create-policy"],
  ({ table, command, permissive, name }, scene) => {
    if (!permissive) return null;
    const other = tableIn(scene, table)?.policies.find(
      (it) =>
        it.permissive && it.name !== name && (it.command === command || it.command === "all" || command === "all"),
    );
    return other
      ? {
          severity: "warning",
          message: `${name} and ${other.name} are both permissive: a row that either lets through is let through`,
        }
      : null;
  },
);
