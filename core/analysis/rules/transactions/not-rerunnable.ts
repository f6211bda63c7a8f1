import { onStatement } from "../../on-statement.ts";
import { isInUse } from "../../scene-facts.ts";

export const notRerunnable = onStatement(
  {
    id: "not-rerunnable",
    title: "Cannot be retried",
    engines: ["postgresql"],
    category: "transactions",
    detects: "No IF [NOT] EXISTS where the step runs outside a transaction",
    why: "A retry meets what the first try left",
    safer: "Add IF NOT EXISTS or IF EXISTS, and look for an INVALID index before.",
  },
  (scene) => {
    const { at } = scene;
    if (at.transaction !== null || at.part.phase !== null || at.part.runBy !== "own") return null;
    const lacking = at.statement.changes.some(
      (it) =>
        ((it.kind === "create-index" || it.kind === "create-table") && !it.ifNotExists) ||
        (it.kind === "add-column" && !it.ifNotExists && isInUse(scene, it.table)) ||
        ((it.kind === "drop-index" || it.kind === "drop-table") && !it.ifExists),
    );
    return lacking
      ? { severity: "note", message: "Outside a transaction a retry meets what the first try left, and fails" }
      : null;
  },
);
