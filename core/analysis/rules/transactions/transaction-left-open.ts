import { onChange } from "../../on-change.ts";
import { changesOf, laterInPart } from "../../scene-facts.ts";

export const transactionLeftOpen = onChange(
  {
    id: "transaction-left-open",
    title: "Transaction left open",
    engines: ["postgresql"],
    category: "transactions",
    detects: "BEGIN without COMMIT",
    why: "At the end all of it is rolled back, silently",
    safer: "Add COMMIT.",
  },
  ["transaction"],
  ({ action }, scene) => {
    if (action !== "begin" || scene.at.part.runBy === "wrapped") return null;
    const ends = changesOf(laterInPart(scene), "transaction").some(
      (it) => it.action === "commit" || it.action === "rollback" || it.action === "prepare",
    );
    return ends
      ? null
      : {
          severity: "error",
          message: "Nothing commits this transaction: at the end all of it is rolled back, silently",
        };
  },
);
