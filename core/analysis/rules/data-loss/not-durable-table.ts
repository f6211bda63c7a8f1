import { nameInWords } from "../../name-in-words.ts";
import { namedTables } from "../../named-tables.ts";
import { onChange } from "../../on-change.ts";
import { laterIn } from "../../scene-facts.ts";

export const notDurableTable = onChange(
  {
    id: "not-durable-table",
    title: "Table that does not last",
    engines: ["postgresql"],
    category: "data loss",
    detects: "UNLOGGED or TEMPORARY table for data that must live",
    why: "Empty after a crash or a reconnect",
    safer: "A plain table.",
  },
  ["create-table"],
  ({ table, persistence }, scene) => {
    if (persistence === "unlogged")
      return {
        severity: "warning",
        message: `${nameInWords(table)} is UNLOGGED: empty after a crash, and not on any replica`,
      };
    if (persistence !== "temporary") return null;
    const isUsedLater = laterIn(scene).some(
      ({ part, statement }) =>
        part !== scene.at.part &&
        statement.changes.some((it) => namedTables(it).some(({ name }) => name === table.name)),
    );
    return isUsedLater
      ? {
          severity: "warning",
          message: `${nameInWords(table)} is TEMPORARY, and what uses it later runs in another session`,
        }
      : null;
  },
);
