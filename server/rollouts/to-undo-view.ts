import type { z } from "zod";
import type { undoView } from "#contracts/plan.ts";
import type { CompiledUndo } from "#core/plan/compiled-step.ts";

/** How a step is undone, for people. `rowsChanged`: of a backfill, where it is known by now. */
export function toUndoView(undo: CompiledUndo, rowsChanged: number | null = null): z.output<typeof undoView> {
  const { summary } = undo;
  switch (undo.kind) {
    case "sql":
      return { kind: "sql", summary, statements: [...undo.statements] };
    case "index":
      return { kind: "sql", summary, statements: [undo.statement] };
    case "remove-sync":
      return { kind: "automatic", summary, statements: [] };
    case "restore":
      return { kind: "automatic", summary: rowsChanged === null ? summary : restoreText(rowsChanged), statements: [] };
    default:
      return { kind: undo.kind, summary, statements: [] };
  }
}

/** A row that was written in two passes was changed twice, and is put back once. */
export const restoreText = (rowsChanged: number): string =>
  `Puts back the old values of ${rowsChanged === 1 ? "1 row" : `up to ${rowsChanged.toLocaleString("en")} rows`}; rows changed since stay`;
