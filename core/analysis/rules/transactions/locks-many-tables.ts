import { listInWords } from "../../name-in-words.ts";
import { onStatement } from "../../on-statement.ts";
import type { StagedStatement } from "../../scene.ts";
import { earlierInTransaction, lockedTables } from "../../scene-facts.ts";
import { shortName } from "../../sized-name.ts";

export const locksManyTables = onStatement(
  {
    id: "locks-many-tables",
    title: "Strong locks on several tables",
    engines: ["postgresql"],
    category: "transactions",
    detects: "SHARE or stronger on two tables or more",
    why: "Deadlocks, and a long window",
    safer: "One table a transaction, always in the same order.",
    yieldsTo: ["many-foreign-keys-at-once"],
  },
  (scene) => {
    const { at } = scene;
    const named = (it: StagedStatement) =>
      lockedTables(it)
        .filter(({ why, kind }) => why.length === 0 && (kind === "table" || kind === "partitioned"))
        .map(({ relation }) => shortName(relation));
    const mine = named(at);
    const before = earlierInTransaction(scene).flatMap(named);
    const added = mine.filter((name) => !before.includes(name));
    if (added.length === 0 || before.length === 0) return null;
    return {
      severity: "note",
      message: `The transaction now holds strong locks on ${listInWords([...new Set([...before, ...mine])])}: a deadlock where others take them in another order`,
    };
  },
);
