import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { changesOf, isInUse, laterIn, referencesTo } from "../../scene-facts.ts";

export const sqliteRebuildCascades = onChange(
  {
    id: "sqlite-rebuild-cascades",
    title: "Table rebuild with foreign keys on",
    engines: ["sqlite"],
    category: "sqlite",
    detects: "Table rebuild with foreign_keys = ON",
    why: "DROP TABLE deletes the rows first, and cascades run",
    safer: "PRAGMA foreign_keys = OFF outside the transaction, and PRAGMA foreign_key_check before COMMIT.",
  },
  ["drop-table"],
  ({ tables }, scene) => {
    const off = changesOf(scene.script.slice(0, scene.index), "pragma").findLast(
      ({ name }) => name.toLowerCase() === "foreign_keys",
    );
    const isOff = /^(off|0|false|no)$/i.test(off?.value ?? "") && scene.at.part.runBy !== "wrapped";
    return tables.flatMap((table): readonly Told[] => {
      const renamed = changesOf(laterIn(scene), "rename-table").some(({ to }) => to === table.name);
      if (isOff || !renamed || !isInUse(scene, table)) return [];
      const users = referencesTo(scene, table);
      if (users.length === 0 && scene.at.before.complete) return [];
      const who =
        users.length > 0
          ? `rows of ${listInWords(users.map((user) => user.table.name.name))}`
          : "rows of tables that point to it";
      return [
        {
          severity: "error",
          message: `With foreign_keys = ON, dropping ${table.name} deletes its rows first: ${who} go or are set NULL with them`,
        },
      ];
    });
  },
);
