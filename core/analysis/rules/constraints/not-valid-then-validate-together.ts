import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { earlierInTransaction, isInUse, isSame } from "../../scene-facts.ts";
import { toldOfHeld } from "../../told-of-lock.ts";

export const notValidThenValidateTogether = onChange(
  {
    id: "not-valid-then-validate-together",
    title: "NOT VALID and VALIDATE in one transaction",
    engines: ["postgresql"],
    category: "constraints",
    detects: "NOT VALID and VALIDATE in one transaction or one ALTER",
    why: "The lock of the first is held until the rows are read",
    safer: "VALIDATE in a transaction of its own.",
  },
  ["validate-constraint"],
  ({ table, name }, scene) => {
    const added = earlierInTransaction(scene).findLast(({ statement }) =>
      statement.changes.some(
        (it) => it.kind === "add-constraint" && it.constraint.notValid && it.constraint.name === name,
      ),
    );
    const held = added?.effects.relations.find(({ relation }) => isSame(relation, resolveName(scene.at.before, table)));
    if (!held || !isInUse(scene, table)) return null;
    const told = toldOfHeld(scene, held, {
      does: (it) => `Reads all of ${it} under the lock that adding ${name} took, since both are in one transaction`,
      work: "scan",
    });
    return told;
  },
);
