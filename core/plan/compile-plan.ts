import type {
  BackfillStep,
  CheckStep,
  GateStep,
  IndexStep,
  PlanDocument,
  SqlStep,
  StepDocument,
  SyncStep,
} from "#core/domain/plan-document.ts";
import { type StepId, stepIdOf } from "#core/domain/step-id.ts";
import { STEP_KINDS, type StepKind } from "#core/domain/step-kind.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { Statement, StatementReader } from "#core/engines/statement-reader.ts";
import type { CompiledStep, CompiledUndo, StepWork } from "./compiled-step.ts";
import { durationMs } from "./duration.ts";
import { titleOf } from "./step-title.ts";
import { type PlacedStep, stepsOf } from "./steps-of.ts";
import { breaksSync, type LiveSync, liveSyncOf } from "./sync-columns.ts";

const NOTHING: CompiledUndo = { kind: "nothing", summary: "Changes nothing, so there is nothing to undo" };

/**
 * Turns a plan into what workers carry out, in order. Depends on the document and the engine only.
 * @throws DomainError `invalid-plan` where SQL does not parse.
 */
export async function compilePlan(
  document: PlanDocument,
  engine: Pick<Engine, "statements">,
): Promise<readonly CompiledStep[]> {
  const reader = engine.statements;
  const live = new Map<StepId, { readonly sync: LiveSync; readonly step: SyncStep }>();
  const compiled: CompiledStep[] = [];
  for (const placed of stepsOf(document)) {
    const { id, step } = placed;
    const statements = await statementsOf(step, reader);
    const removesSyncs = placed.phase === "contract" ? brokenSyncs(statements, [...live.values()]) : [];
    for (const gone of removesSyncs) live.delete(gone);
    if ("sync" in step) live.set(id, { sync: await liveSyncOf(id, step, reader), step });
    compiled.push({
      id,
      phase: placed.phase,
      kind: kindOfStep(step),
      title: titleOf(step, statements),
      synthetic: false,
      work: workOf(placed, statements, removesSyncs),
      undo: await undoOf(placed, statements, reader),
      source: step,
    });
  }
  return [...compiled, ...removals(document, [...live.values()])];
}

export const kindOfStep = (step: StepDocument): StepKind => STEP_KINDS.find((kind) => kind in step) ?? "sql";

async function statementsOf(step: StepDocument, reader: StatementReader): Promise<readonly Statement[]> {
  if ("sql" in step) return await reader.read(step.sql);
  return "index" in step ? await reader.read(step.index) : [];
}

const brokenSyncs = (
  statements: readonly Statement[],
  live: readonly { readonly sync: LiveSync }[],
): readonly StepId[] =>
  live.flatMap(({ sync }) => (statements.some((statement) => breaksSync(statement, sync)) ? [sync.stepId] : []));

const isLong = (statements: readonly Statement[]): boolean =>
  statements.length === 1 && statements[0]?.locks.form === "long";

function workOf({ id, step }: PlacedStep, statements: readonly Statement[], removesSyncs: readonly StepId[]): StepWork {
  if ("sql" in step) {
    return {
      kind: "sql",
      form: isLong(statements) && removesSyncs.length === 0 ? "long" : "short",
      statements: statements.map(({ text }) => text),
      removesSyncs,
    };
  }
  if ("index" in step) return { kind: "index", statement: statements[0]?.text ?? step.index };
  if ("sync" in step) return syncWork("install", id, step);
  if ("backfill" in step) return backfillWork(step);
  if ("check" in step) return checkWork(step);
  if ("gate" in step) return gateWork(step);
  return { kind: "soak", ms: durationMs(step.soak.for), why: step.soak.why ?? null };
}

function backfillWork({ backfill }: BackfillStep): StepWork {
  const { table, set, where = null, batch: batchSize = null, pause, triggers } = backfill;
  const pauseMs = pause === undefined ? 0 : durationMs(pause);
  return { kind: "backfill", table, set, where, batchSize, pauseMs, ...(triggers ? { triggers } : {}) };
}

function checkWork({ check }: CheckStep): StepWork {
  const { name } = check;
  if ("none" in check) return { kind: "check", name, none: check.none, equal: null };
  if ("equal" in check) return { kind: "check", name, none: null, equal: check.equal };
  return { kind: "check", name, none: null, equal: null, copy: check.copy };
}

/** Long enough that each instance and each job that runs every few minutes has shown what it uses. */
const LEFT_ALONE = "10m";

function gateWork({ gate }: GateStep): StepWork {
  const applications = Object.entries(gate.applications ?? {}).map(([application, demand]) => ({
    application,
    version: demand.version ?? null,
    unread: demand.unread ?? [],
    unwritten: demand.unwritten ?? [],
    forMs: durationMs(demand.for ?? LEFT_ALONE),
  }));
  return { kind: "gate", ask: gate.ask ?? null, applications };
}

const syncWork = (action: "install" | "remove", syncStep: StepId, { sync }: SyncStep): StepWork => ({
  kind: "sync",
  action,
  syncStep,
  table: sync.table,
  to: sync.to,
  back: sync.back ?? {},
});

async function undoOf(
  { id, step }: PlacedStep,
  statements: readonly Statement[],
  reader: StatementReader,
): Promise<CompiledUndo> {
  if ("sql" in step) return await undoOfSql(step, reader);
  if ("index" in step) return await undoOfIndex(step, statements, reader);
  if ("sync" in step) {
    return {
      kind: "remove-sync",
      syncStep: id,
      summary: `Takes the dual writes away from ${step.sync.table}; values stay`,
    };
  }
  if ("backfill" in step) return undoOfBackfill(step);
  return NOTHING;
}

async function undoOfSql({ undo }: SqlStep, reader: StatementReader): Promise<CompiledUndo> {
  if (undo === "none") return { kind: "none", summary: "Cannot be undone: a point of no return" };
  if (undo === "keep") return { kind: "kept", summary: "Stays as it is, which is harmless" };
  const statements = await reader.read(undo);
  const texts = statements.map(({ text }) => text);
  return {
    kind: "sql",
    ...(isLong(statements) ? { form: "long" } : {}),
    statements: texts,
    summary: texts.length === 1 ? "Runs one statement that undoes it" : `Runs ${texts.length} statements that undo it`,
  };
}

async function undoOfIndex(
  { undo }: IndexStep,
  statements: readonly Statement[],
  reader: StatementReader,
): Promise<CompiledUndo> {
  if (undo === "none") return { kind: "none", summary: "Cannot be undone: a point of no return" };
  if (undo === "keep") return { kind: "kept", summary: "Stays as it is, which is harmless" };
  if (undo !== undefined) {
    const written = await reader.read(undo);
    const [only] = written;
    const isIndex = written.length === 1 && only && only.creates.indexes.length + only.drops.indexes.length > 0;
    if (isIndex) return { kind: "index", statement: only.text, summary: "Builds or drops the index back" };
    return { kind: "sql", statements: written.map(({ text }) => text), summary: "Runs the SQL that undoes it" };
  }
  const statement = statements[0]?.undo;
  if (statement) return { kind: "index", statement, summary: "Drops the index again" };
  return { kind: "none", summary: "Says not how it is undone: a point of no return" };
}

function undoOfBackfill({ undo, backfill }: BackfillStep): CompiledUndo {
  if (undo === "none") return { kind: "none", summary: "Cannot be undone: the old values are not kept" };
  if (undo === "keep-old-values") {
    const summary = `Puts back the old values of the rows of ${backfill.table} that it changed; rows changed since stay`;
    return { kind: "restore", summary };
  }
  return {
    kind: "kept",
    summary: `Values written to ${backfill.table} stay; they go with their columns when expand is undone`,
  };
}

/** The dual writes that no step of contract took away. Without a contract phase they stay, and `checkPlan` says so. */
function removals(
  document: PlanDocument,
  live: readonly { readonly sync: LiveSync; readonly step: SyncStep }[],
): CompiledStep[] {
  const steps = document.phases.contract?.length ?? 0;
  if (steps === 0) return [];
  return live.map(({ sync, step }, index) => ({
    id: stepIdOf("contract", steps + index),
    phase: "contract",
    kind: "sync",
    title: `Stop keeping columns of ${step.sync.table} in step`,
    synthetic: true,
    work: syncWork("remove", sync.stepId, step),
    undo: {
      kind: "none",
      summary: "Cannot be undone: rows written afterwards are not carried over to the old columns",
    },
    source: null,
  }));
}
