import { onChange } from "../../on-change.ts";

export const typeChangeBlockedByView = onChange(
  {
    id: "type-change-blocked-by-view",
    title: "Type change of a column in use",
    engines: ["postgresql"],
    category: "failures",
    needs: ["schema"],
    detects: "TYPE change of a column used by a view, rule, generated column or publication filter",
    why: "Refused (0A000), even for the same type",
    safer: "Drop the dependent in the same step, and create it again after the change.",
  },
  ["alter-type"],
  ({ column }, scene) => {
    const { refused } = scene.at.effects;
    return refused?.code === "0A000"
      ? { severity: "error", message: `The server refuses to change the type of ${column}: ${refused.why}` }
      : null;
  },
);
