import type { AnalysedStatement } from "../../analysed-statement.ts";
import { onChange } from "../../on-change.ts";
import { laterInTransaction } from "../../scene-facts.ts";
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
  ({ tables, mode, modeStated }, scene) => {
    // Where nothing follows in its transaction, nothing is done under it.
    const isFollowed = laterInTransaction(scene).some(({ statement }) => !isControl(statement));
    return tables.flatMap(
      (table) =>
        toldOfLock(scene, table, {
          does: (it) =>
            `Locks ${it} in ${mode}${modeStated ? "" : ", since no mode is written,"} until the transaction ends`,
          work: "brief",
          atLeast: modeStated || !isFollowed ? "note" : "warning",
        }) ?? [],
    );
  },
);

const isControl = ({ changes }: AnalysedStatement): boolean => changes.every(({ kind }) => kind === "transaction");
