import { onChange } from "../../on-change.ts";
import { earlierInTransaction } from "../../scene-facts.ts";

export const nestedTransaction = onChange(
  {
    id: "nested-transaction",
    title: "BEGIN inside a transaction",
    engines: ["postgresql"],
    category: "transactions",
    detects: "BEGIN inside the runner's transaction",
    why: "It only warns, and the next COMMIT ends the outer transaction",
    safer: "Leave BEGIN out.",
  },
  ["transaction"],
  ({ action }, scene) => {
    if (action !== "begin" || scene.at.part.phase !== null) return null;
    const open = scene.at.part.runBy === "wrapped" || earlierInTransaction(scene).length > 0;
    return open
      ? {
          severity: "warning",
          message: "A transaction is open here already: BEGIN only warns, and the next COMMIT ends the outer one",
        }
      : null;
  },
);
