import { onChange } from "../../on-change.ts";
import { earlierInTransaction, isInUse, lockedTables } from "../../scene-facts.ts";
import { toldOfHeld } from "../../told-of-lock.ts";

export const backfillUnderTableLock = onChange(
  {
    id: "backfill-under-table-lock",
    title: "Rows changed under a table lock",
    engines: ["postgresql"],
    category: "data changes",
    detects: "DML after ACCESS EXCLUSIVE or S DDL in one transaction",
    why: "The table is closed for the whole backfill",
    safer: "Put the schema change into expand and the rows into a backfill step.",
  },
  ["update", "delete", "merge"],
  ({ table }, scene) => {
    const held = earlierInTransaction(scene)
      .flatMap(lockedTables)
      .find(({ relation }) => isInUse(scene, relation));
    if (!held || !isInUse(scene, table)) return null;
    return toldOfHeld(scene, held, {
      does: (it) =>
        `An earlier statement of the transaction holds ${held.lock} on ${it} until all these rows are changed`,
      work: "rewrite",
      atLeast: "warning",
    });
  },
);
