import { onStatement } from "../../on-statement.ts";
import { earlierInPart, laterInPart } from "../../scene-facts.ts";

export const mixedTransactionModes = onStatement(
  {
    id: "mixed-transaction-modes",
    title: "A statement that refuses transactions, among others",
    engines: ["postgresql"],
    category: "transactions",
    detects: "A statement that refuses transactions among others",
    why: "If it fails, the others are done all the same",
    safer: "Give it a text or step of its own.",
  },
  (scene) => {
    const { at } = scene;
    if (!at.statement.refusesTransaction || at.part.runBy !== "own" || at.transaction !== null) return null;
    const others = [...earlierInPart(scene), ...laterInPart(scene)].filter(
      ({ statement }) =>
        !statement.refusesTransaction &&
        !statement.changes.every(({ kind }) => kind === "set" || kind === "transaction"),
    );
    return others.length > 0
      ? {
          severity: "note",
          message: `${at.statement.label} runs outside any transaction: if it fails, the others of this text are done all the same`,
        }
      : null;
  },
);
