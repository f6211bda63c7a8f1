import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const explicitTableLock = onChange(
  {
    id: "explicit-table-lock",
    title: "Explicit LOCK TABLE",
    engines: ["postgresql"],
    category: "locks",
    detects: "LOCK TABLE",
    why: "Held to the end of the transaction, deadlocks in company",
    safer: "State a mode and a reason, or leave it out",
  },
  ["lock"],
  ({ tables, mode, modeStated }, scene) =>
    tables.flatMap(
      (table) =>
        toldOfLock(scene, table, {
          does: (it) =>
            `Locks ${it} in ${mode}${modeStated ? "" : ", since no mode is written,"} until the transaction ends`,
          work: "brief",
          atLeast: modeStated ? "note" : "warning",
        }) ?? [],
    ),
);
