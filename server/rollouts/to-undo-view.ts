import type { z } from "zod";
import type { undoView } from "#contracts/plan.ts";
import type { CompiledUndo } from "#core/plan/compiled-step.ts";

/** How a step is undone, for people. */
export function toUndoView(undo: CompiledUndo): z.output<typeof undoView> {
  const { summary } = undo;
  switch (undo.kind) {
    case "sql":
      return { kind: "sql", summary, statements: [...undo.statements] };
    case "index":
      return { kind: "sql", summary, statements: [undo.statement] };
    case "remove-sync":
      return { kind: "automatic", summary, statements: [] };
    default:
      return { kind: undo.kind, summary, statements: [] };
  }
}
