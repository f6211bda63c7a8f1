import { onStatement } from "../../on-statement.ts";
import { earlierInTransaction, isInUse, lockedTables } from "../../scene-facts.ts";
import { shortName } from "../../sized-name.ts";
import { toldOfHeld, workOf } from "../../told-of-lock.ts";

export const workAfterExclusiveLock = onStatement(
  {
    id: "work-after-exclusive-lock",
    title: "Work after a strong lock",
    engines: ["postgresql"],
    category: "transactions",
    detects: "Statements after one that took ACCESS EXCLUSIVE in the same transaction",
    why: "The lock is held until all of it is done",
    safer: "Take the strong lock last and alone.",
    yieldsTo: ["validate-under-strong-lock", "not-valid-then-validate-together", "backfill-under-table-lock"],
  },
  (scene) => {
    const { at } = scene;
    const work = at.effects.relations.find((it) => workOf(it) !== "brief" && isInUse(scene, it.relation));
    if (!work) return null;
    const held = earlierInTransaction(scene)
      .flatMap((it) => lockedTables(it).filter(({ blocks }) => blocks.includes("reads")))
      .find(({ relation }) => isInUse(scene, relation));
    if (!held) return null;
    return toldOfHeld(scene, held, {
      does: (it) =>
        `An earlier statement of the transaction holds ${held.lock} on ${it} while this one works through ${shortName(work.relation)}`,
      work: "brief",
      atLeast: "warning",
    });
  },
);
