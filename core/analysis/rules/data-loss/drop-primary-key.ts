import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { constraintIn, isInUse, isSame } from "../../scene-facts.ts";

export const dropPrimaryKey = onChange(
  {
    id: "drop-primary-key",
    title: "Primary key dropped",
    engines: ["postgresql"],
    category: "data loss",
    needs: ["schema"],
    detects: "DROP of the primary key",
    why: "Logical replication refuses UPDATE and DELETE; backfills have no key to walk",
    safer: "Set another REPLICA IDENTITY first, and have the new key ready.",
  },
  ["drop-constraint"],
  ({ table, name }, scene) => {
    if (constraintIn(scene, table, name)?.kind !== "primary-key" || !isInUse(scene, table)) return null;
    const published = [...scene.at.before.publications.values()].some(
      (it) => it.allTables || it.tables.some((other) => isSame(other, resolveName(scene.at.before, table))),
    );
    return published
      ? {
          severity: "error",
          message: `${nameInWords(table)} is published: without its key the server refuses its UPDATEs and DELETEs`,
        }
      : {
          severity: "warning",
          message: `${nameInWords(table)} loses its primary key: replication and backfills need one`,
        };
  },
);
