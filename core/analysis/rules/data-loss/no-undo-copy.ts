import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { isInUse } from "../../scene-facts.ts";

export const noUndoCopy = onChange(
  {
    id: "no-undo-copy",
    title: "Data change without a way back",
    engines: ["postgresql"],
    category: "data loss",
    detects: "A data change whose old values cannot be kept",
    why: "There is no way back",
    safer: "A backfill step with `undo: keep-old-values`, or a copy of the touched rows first.",
  },
  ["update", "delete"],
  ({ table, kind }, scene) => {
    const { phase, undo } = scene.at.part;
    if (phase === null || undo === "stated" || !isInUse(scene, table)) return null;
    return {
      severity: "note",
      message: `The values that this ${kind.toUpperCase()} replaces in ${nameInWords(table)} are kept nowhere`,
    };
  },
);
