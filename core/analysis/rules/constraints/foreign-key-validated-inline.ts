import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const foreignKeyValidatedInline = onChange(
  {
    id: "foreign-key-validated-inline",
    title: "Foreign key that reads the table",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD FOREIGN KEY without NOT VALID",
    why: "SHARE ROW EXCLUSIVE on both tables while the child is read",
    safer: "Add it NOT VALID in expand, and VALIDATE it in a step of its own in verify.",
    yieldsTo: ["validate-joined-with-exclusive"],
  },
  ["add-constraint"],
  ({ table, constraint }, scene) => {
    const { references } = constraint;
    if (!references || constraint.notValid || !effectOn(scene, table)?.scans) return null;
    return toldOfLock(scene, table, {
      does: (it) =>
        `Reads all of ${it} to check it against ${nameInWords(references.table)}, whose writers are held off as well`,
      work: "scan",
    });
  },
);
