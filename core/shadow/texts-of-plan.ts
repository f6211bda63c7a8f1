import type { CompiledStep, CompiledUndo, StepWork } from "#core/plan/compiled-step.ts";
import { queriesOfCheck } from "#core/plan/queries-of-check.ts";

/** All SQL of a plan, its undo too, and the tables that steps name outside SQL. */
export function textsOfPlan(steps: readonly CompiledStep[]): {
  readonly texts: readonly string[];
  readonly tables: readonly string[];
} {
  return {
    texts: steps.flatMap(({ work, undo }) => [...textsOfWork(work), ...textsOfUndo(undo)]),
    tables: steps.flatMap(({ work }) => (work.kind === "sync" || work.kind === "backfill" ? [work.table] : [])),
  };
}

function textsOfWork(work: StepWork): readonly string[] {
  switch (work.kind) {
    case "sql":
      return work.statements;
    case "index":
      return [work.statement];
    case "check":
      return queriesOfCheck(work);
    case "sync":
      return [...Object.values(work.to), ...Object.values(work.back)];
    case "backfill":
      return [...Object.values(work.set), work.where ?? ""];
    default:
      return [];
  }
}

function textsOfUndo(undo: CompiledUndo): readonly string[] {
  if (undo.kind === "sql") return undo.statements;
  return undo.kind === "index" ? [undo.statement] : [];
}
