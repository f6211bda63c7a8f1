import { onStatement } from "../../on-statement.ts";
import { earlierInTransaction, lockedTables } from "../../scene-facts.ts";

export const manyChangesOneTransaction = onStatement(
  {
    id: "many-changes-one-transaction",
    title: "Many changes in one transaction",
    engines: ["postgresql"],
    category: "transactions",
    detects: "Many DDL statements together",
    why: "Locks add up",
    safer: "Split it.",
  },
  (scene) => {
    const strong = earlierInTransaction(scene).filter((it) => lockedTables(it).length > 0).length;
    return strong === scene.settings.house.mostChangesInTransaction && lockedTables(scene.at).length > 0
      ? {
          severity: "note",
          message: `${strong} statements of this transaction hold their locks until it ends, and more come`,
        }
      : null;
  },
);
