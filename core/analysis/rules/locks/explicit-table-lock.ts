import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const explicitTableLock = onChange(
  {
    id: "explicit-table-lock",
    title: "Explicit LOCK TABLE",
    engines: ["postgresql"],
    category: "locks",
    detects: "LOCK TABLE",
    why: "It is held to the end of the transaction, and deadlocks with others",
    safer: "Leave it out, or state the weakest mode that does and why.",
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
