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
    detects: "DROP TABLE followed by CREATE TABLE of the same name",
    why: "Old rows are gone",
    safer: "Create it under a new name, copy the rows, and rename.",
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
