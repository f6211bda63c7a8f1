import type { BackfillState } from "#core/domain/backfill-state.ts";
import type { StepKind } from "#core/domain/step-kind.ts";
import type { StepState } from "#core/domain/step-state.ts";
import type { CompiledStep, CompiledUndo, StepWork } from "#core/plan/compiled-step.ts";
import type { StepRecord } from "#server/rollouts/run-record.ts";

const WORK: Record<StepKind, StepWork> = {
  sql: { kind: "sql", form: "short", statements: ["ALTER TABLE city ADD COLUMN a int"], removesSyncs: [] },
  index: { kind: "index", statement: "CREATE INDEX i ON city (a)" },
  sync: { kind: "sync", action: "install", syncStep: "expand.1", table: "city", to: {}, back: {} },
  backfill: { kind: "backfill", table: "city", set: { a: "1" }, where: null, batchSize: null, pauseMs: 0 },
  check: { kind: "check", name: "agree", none: "SELECT 1", equal: null },
  gate: { kind: "gate", ask: "Go on?" },
  soak: { kind: "soak", ms: 60_000, why: null },
};

interface Parts extends Partial<Omit<StepRecord, "compiled" | "backfill">> {
  readonly undo?: CompiledUndo["kind"];
  readonly backfill?: BackfillState;
}

/** A step for tests of pure functions. */
export function aStep(kind: StepKind, state: StepState, { undo = "kept", backfill, ...rest }: Parts = {}): StepRecord {
  const undoOf = {
    kind: undo,
    summary: `undo: ${undo}`,
    statements: [],
    statement: "",
    syncStep: "expand.1",
  } as CompiledUndo;
  const compiled: CompiledStep = {
    id: "expand.1",
    phase: "expand",
    kind,
    title: `a ${kind}`,
    synthetic: false,
    work: WORK[kind],
    undo: undoOf,
    source: null,
  };
  return {
    id: `${kind}-${state}`,
    ordinal: 0,
    stepId: "expand.1",
    compiled,
    state,
    attempt: 0,
    startedAt: null,
    finishedAt: null,
    waiting: null,
    progress: null,
    error: null,
    evidence: null,
    locks: null,
    passedAt: null,
    passedByName: null,
    gate: null,
    override: null,
    ...rest,
    backfill: backfill ? { id: "b", state: backfill } : null,
  };
}
