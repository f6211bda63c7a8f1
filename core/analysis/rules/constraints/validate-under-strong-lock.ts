import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { earlierInTransaction, isInUse, isSame } from "../../scene-facts.ts";
import { toldOfHeld } from "../../told-of-lock.ts";

export const validateUnderStrongLock = onChange(
  {
    id: "validate-under-strong-lock",
    title: "VALIDATE under a strong lock",
    engines: ["postgresql"],
    category: "constraints",
    detects: "VALIDATE while the transaction already holds SHARE or more",
    why: "That lock is held for as long as the rows are read",
    safer: "VALIDATE in a transaction of its own.",
    yieldsTo: ["not-valid-then-validate-together"],
  },
  ["validate-constraint"],
  ({ table, name }, scene) => {
    const resolved = resolveName(scene.at.before, table);
    const held = earlierInTransaction(scene)
      .flatMap(({ effects }) => effects.relations)
      .find(({ relation, blocks }) => blocks.length > 0 && isSame(relation, resolved));
    return held && isInUse(scene, table)
      ? toldOfHeld(scene, held, {
          does: (it) => `Reads all of ${it} to validate ${name}, while the transaction holds ${held.lock} on it`,
          work: "scan",
        })
      : null;
  },
);
