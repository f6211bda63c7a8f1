import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const columnWithForeignKey = onChange(
  {
    id: "column-with-foreign-key",
    title: "New column with a foreign key",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD COLUMN … REFERENCES",
    why: "ACCESS EXCLUSIVE on the table, SHARE ROW EXCLUSIVE on the other; with a default all rows are read as well",
    safer: "Add the column first, then the foreign key NOT VALID, and VALIDATE it later.",
    yieldsTo: ["add-column-volatile-default", "add-column-serial", "add-column-identity"],
  },
  ["add-column"],
  ({ table, column }, scene) => {
    const key = column.constraints.find(({ references }) => references !== null);
    if (!key?.references) return null;
    const { table: parent } = key.references;
    const effect = effectOn(scene, table);
    return toldOfLock(scene, table, {
      does: (it) =>
        `${effect?.scans ? "Reads all of" : "Locks"} ${it} and holds off the writers of ${nameInWords(parent)} to add ${column.name} with its foreign key`,
      work: effect?.scans ? "scan" : "brief",
    });
  },
);
