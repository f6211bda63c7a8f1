import type { StepRun } from "#contracts/rollout.ts";
import type { StepWork } from "#core/plan/compiled-step.ts";
import { queriesOfCheck } from "#core/plan/queries-of-check.ts";
import { durationWords } from "./duration-words.ts";
import type { StepRecord } from "./run-record.ts";
import { toGateView } from "./to-gate-view.ts";
import { toUndoView } from "./to-undo-view.ts";

export function toStepRun(
  step: StepRecord,
  backfill: { readonly statement: string; readonly rowsChanged: number } | null,
): StepRun {
  const { compiled } = step;
  return {
    id: step.id,
    stepId: step.stepId,
    phase: compiled.phase,
    kind: compiled.kind,
    title: compiled.title,
    statements: statementsOf(compiled.work, backfill?.statement ?? null),
    undo: toUndoView(compiled.undo, backfill?.rowsChanged),
    state: step.state,
    attempt: step.attempt,
    startedAt: step.startedAt?.toISOString() ?? null,
    finishedAt: step.finishedAt?.toISOString() ?? null,
    waiting: step.waiting,
    progress: step.progress,
    error: step.error,
    evidence: step.evidence,
    locks: step.locks,
    passedByName: step.passedByName,
    gate: toGateView(step),
    note: noteOf(compiled.work),
  };
}

function statementsOf(work: StepWork, backfillStatement: string | null): string[] {
  switch (work.kind) {
    case "sql":
      return [...work.statements];
    case "index":
      return [work.statement];
    case "backfill":
      return backfillStatement ? [backfillStatement] : [];
    case "check":
      return [...queriesOfCheck(work)];
    case "sync":
    case "gate":
    case "soak":
      return [];
  }
}

function noteOf(work: StepWork): string | null {
  if (work.kind === "gate") return work.ask;
  if (work.kind === "soak")
    return work.why ? `${durationWords(work.ms / 1000)}: ${work.why}` : durationWords(work.ms / 1000);
  if (work.kind !== "sync") return null;
  const mapped = [...Object.entries(work.to), ...Object.entries(work.back)].map(
    ([column, expression]) => `${column} = ${expression}`,
  );
  return `${work.table}: ${mapped.join("; ")}`;
}
