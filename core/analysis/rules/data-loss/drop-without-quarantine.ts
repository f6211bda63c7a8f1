import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { isInUse } from "../../scene-facts.ts";

export const dropWithoutQuarantine = onChange(
  {
    id: "drop-without-quarantine",
    title: "Table dropped without having been set aside",
    engines: ["postgresql"],
    category: "data loss",
    detects: "DROP of a table that was not renamed away first",
    why: "There is no second thought",
    safer: "Rename it to an agreed name first, and wait the agreed days.",
    optional: true,
  },
  ["drop-table"],
  ({ tables }, scene) =>
    tables
      .filter((table) => isInUse(scene, table) && !scene.settings.house.quarantine.test(table.name))
      .map(
        (table): Told => ({
          severity: "warning",
          message: `${nameInWords(table)} was not renamed away before it is dropped`,
        }),
      ),
);
