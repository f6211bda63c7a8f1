import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const triggerDisabled = onChange(
  {
    id: "trigger-disabled",
    title: "Trigger disabled",
    engines: ["postgresql"],
    category: "locks",
    detects: "DISABLE TRIGGER, above all ALL",
    why: "SHARE ROW EXCLUSIVE; with ALL, foreign keys are not checked meanwhile",
    safer: "Leave it on, and let the trigger tell its own writer from others.",
  },
  ["toggle-trigger"],
  ({ table, name, to }, scene) => {
    if (to !== "disable") return null;
    const isAll = name.toUpperCase() === "ALL";
    const what = isAll
      ? "all triggers, those of foreign keys too: nothing checks them meanwhile"
      : `the trigger ${name}`;
    return toldOfLock(scene, table, {
      does: (it) => `Disables on ${it} ${what}`,
      work: "brief",
      atLeast: isAll ? "warning" : "note",
    });
  },
);
