import { modelKey } from "../../model-key.ts";
import { onStatement } from "../../on-statement.ts";
import { lockedTables } from "../../scene-facts.ts";
import { isBusy } from "../../table-traffic.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const busyTableLocked = onStatement(
  {
    id: "busy-table-locked",
    title: "Brief lock on a busy table",
    engines: ["postgresql"],
    category: "locks",
    needs: ["traffic"],
    detects: "Any strong lock, however brief, on a table with hundreds of statements a second",
    why: "It waits for the longest reader, and everybody who comes later waits behind it",
    safer: "A lock timeout well under a second with retries, in a quiet hour; what must be locked alone in its step.",
    yieldsTo: ["locks"],
  },
  ({ at, ...stage }) => {
    const scene = { ...stage, at };
    for (const { relation, blocks } of lockedTables(at)) {
      if (!isBusy(at.before.tables.get(modelKey(relation))?.facts ?? null, blocks)) continue;
      return toldOfLock(scene, relation, { does: (it) => `${at.statement.label} locks ${it}`, work: "brief" });
    }
    return null;
  },
);
