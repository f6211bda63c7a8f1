import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { changesOf, isInUse, laterIn, sameWritten } from "../../scene-facts.ts";

export const createTableReplaces = onChange(
  {
    id: "create-table-replaces",
    title: "Table dropped and made anew",
    engines: ["postgresql"],
    category: "data loss",
    detects: 'DROP IF EXISTS followed by CREATE of the same name; ORM "force"',
    why: "Old rows are gone",
    safer: "Create under a new name, copy, rename",
  },
  ["drop-table"],
  ({ tables }, scene) => {
    const made = changesOf(laterIn(scene), "create-table");
    return tables
      .filter((table) => isInUse(scene, table) && made.some((it) => sameWritten(scene, it.table, table)))
      .map(
        (table): Told => ({
          severity: "error",
          message: `${nameInWords(table)} is dropped here and made anew later: its rows are gone`,
        }),
      );
  },
);
