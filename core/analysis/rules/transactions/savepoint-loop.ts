import { onChange } from "../../on-change.ts";
import { changesOf, earlierInTransaction } from "../../scene-facts.ts";

export const savepointLoop = onChange(
  {
    id: "savepoint-loop",
    title: "Many savepoints",
    engines: ["postgresql"],
    category: "transactions",
    detects: "A savepoint for each row",
    why: "Sub-transaction overflow slows everybody",
    safer: "Batches, each in a transaction of its own.",
  },
  ["transaction"],
  ({ action }, scene) => {
    if (action !== "savepoint") return null;
    const before = changesOf(earlierInTransaction(scene), "transaction").filter(
      (it) => it.action === "savepoint",
    ).length;
    return before === MANY
      ? {
          severity: "warning",
          message: `More than ${MANY} savepoints in one transaction slow down everybody who reads what it wrote`,
        }
      : null;
  },
);

/** PostgreSQL remembers 64 sub-transactions of a session in memory. */
const MANY = 64;
