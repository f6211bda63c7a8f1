import { onChange } from "../../on-change.ts";
import { lockedTables } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const dropTriggerLocksTable = onChange(
  {
    id: "drop-trigger-locks-table",
    title: "Removal locks a table that it does not name",
    engines: ["postgresql"],
    category: "locks",
    detects: "DROP TRIGGER, ALTER TRIGGER RENAME; DROP FUNCTION, SEQUENCE, DOMAIN or TYPE … CASCADE",
    why: "ACCESS EXCLUSIVE on the table that used it, though its name is not in the text",
    safer: "Drop the use first, by name, under a short lock timeout.",
    yieldsTo: ["drop-type-cascade"],
  },
  ["drop-trigger", "rename-object", "drop-object"],
  (change, scene) => {
    if (change.kind === "drop-trigger") {
      return toldOfLock(scene, change.table, {
        does: (it) => `Locks ${it} to drop the trigger ${change.name}`,
        work: "brief",
      });
    }
    if (change.kind === "rename-object") {
      if (change.object !== "trigger" || !change.table) return null;
      return toldOfLock(scene, change.table, {
        does: (it) => `Locks ${it} to rename the trigger ${change.name.name}`,
        work: "brief",
      });
    }
    if (!change.cascade || !USED_BY_TABLES.has(change.object)) return null;
    return lockedTables(scene.at)
      .filter(({ kind }) => kind === "table" || kind === "partitioned")
      .flatMap(
        ({ relation }) =>
          toldOfLock(scene, relation, {
            does: (it) => `CASCADE locks ${it}, which uses it and is not named here`,
            work: "brief",
            atLeast: "warning",
          }) ?? [],
      );
  },
);

const USED_BY_TABLES: ReadonlySet<string> = new Set(["function", "sequence", "domain", "type"]);
