import { nameInWords } from "../../name-in-words.ts";
import { onStatement } from "../../on-statement.ts";
import { changesOf, earlierInTransaction } from "../../scene-facts.ts";

export const enumValueUsedTooSoon = onStatement(
  {
    id: "enum-value-used-too-soon",
    title: "New enum value used in the transaction that adds it",
    engines: ["postgresql"],
    category: "failures",
    detects: "ADD VALUE and its use in one transaction",
    why: "Refused at the use",
    safer: "Give ADD VALUE a step of its own before this one.",
  },
  (scene) => {
    const added = changesOf(earlierInTransaction(scene), "alter-enum").filter(({ action }) => action === "add-value");
    const { text, changes } = scene.at.statement;
    const used = added.find(({ value }) => text.includes(`'${value.replaceAll("'", "''")}'`));
    if (!used || changes.every(({ kind }) => kind === "comment" || kind === "alter-enum")) return null;
    return {
      severity: "error",
      message: `The server refuses this: ${used.value} was added to ${nameInWords(used.type)} in the same transaction`,
    };
  },
);
