import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const foreignKeyLocksParent = onChange(
  {
    id: "foreign-key-locks-parent",
    title: "Foreign key locks the other table",
    engines: ["postgresql"],
    category: "constraints",
    detects: "Any added foreign key",
    why: "Writes on the other table wait too",
    safer: "A short lock timeout with retries.",
    yieldsTo: ["foreign-key-validated-inline", "column-with-foreign-key", "many-foreign-keys-at-once"],
  },
  ["add-constraint"],
  ({ constraint }, scene) => {
    const { references } = constraint;
    if (!references || scene.at.part.care.lockTimeout) return null;
    return toldOfLock(scene, references.table, { does: (it) => `Holds off the writers of ${it} too`, work: "brief" });
  },
);
