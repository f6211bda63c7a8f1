import { onStatement } from "../../on-statement.ts";
import { tableIn } from "../../scene-facts.ts";
import { toldOfHeld, workOf } from "../../told-of-lock.ts";

export const sqliteSingleWriter = onStatement(
  {
    id: "sqlite-single-writer",
    title: "Long work under the only write lock",
    engines: ["sqlite"],
    category: "sqlite",
    needs: ["sizes"],
    detects: "Any DDL or long write",
    why: "One writer; without WAL readers wait at commit",
    safer: "WAL, a busy_timeout, and a quiet hour.",
    yieldsTo: ["locks"],
  },
  (scene) => {
    const long = scene.at.effects.relations.find((it) => {
      const facts = tableIn(scene, it.relation)?.facts ?? null;
      return workOf(it) !== "brief" && it.blocks.length > 0 && facts?.bytes != null && facts.bytes > LONG_BYTES;
    });
    return long
      ? toldOfHeld(scene, long, {
          does: (it) => `${scene.at.statement.label} works through ${it} under the one write lock of the file`,
          work: workOf(long),
        })
      : null;
  },
);

/** Below it nobody notices. */
const LONG_BYTES = 50_000_000;
