import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { referencesTo } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const typeChangeReferencedKey = onChange(
  {
    id: "type-change-referenced-key",
    title: "Type change of a referenced key",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "TYPE change of a column that foreign keys point to",
    why: "ACCESS EXCLUSIVE on both tables, and the foreign key is checked again",
    safer: "Widen both sides by new columns: sync, backfill, swap.",
  },
  ["alter-type"],
  ({ table, column }, scene) => {
    const users = referencesTo(scene, table).filter(({ constraint }) => {
      const { references } = constraint;
      return references && (references.columns.includes(column) || references.columns.length === 0);
    });
    const [first] = users;
    if (!first) return null;
    return toldOfLock(scene, table, {
      does: (it) =>
        `Changes ${column} of ${it}, to which ${listInWords(users.map((user) => user.table.name.name))} points by a foreign key: both are locked and checked again`,
      work: "scan",
      atLeast: "warning",
    });
  },
);
