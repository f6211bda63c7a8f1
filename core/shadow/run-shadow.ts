import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { SampledQuery, Shadow, ShadowPlace, StatementEffect } from "#core/engines/shadow.ts";
import type { CompiledStep } from "#core/plan/compiled-step.ts";
import { comparePrediction } from "./compare-prediction.ts";
import { compareQueries, explainBefore } from "./compare-queries.ts";
import { performOnShadow, type ShadowStage } from "./perform-on-shadow.ts";
import { type Prediction, type Predictor, predictStatements } from "./predict-statements.ts";
import { type DoneStep, notReached, rehearseUndo, withoutUndo } from "./rehearse-undo.ts";
import type { ShadowReport, StepReport, TracedStatement, UndoReport } from "./shadow-report.ts";
import { tablesOfPlan } from "./tables-of-plan.ts";
import { tellDependents } from "./tell-dependents.ts";
import { textsOfPlan } from "./texts-of-plan.ts";

export interface ShadowRunRequest {
  readonly engine: Engine;
  /** Only read. */
  readonly target: Connection;
  readonly document: PlanDocument;
  readonly steps: readonly CompiledStep[];
  readonly places: readonly ShadowPlace[];
  readonly rowsPerTable: number;
  /** Says what is being done; throws to stop. */
  readonly progress: (doing: string) => Promise<void>;
}

/** Builds a shadow, runs the whole plan on it step by step, and rehearses each undo. */
export async function runShadow(request: ShadowRunRequest): Promise<ShadowReport> {
  const { engine, target, steps, places, rowsPerTable, progress } = request;
  const { texts, tables } = textsOfPlan(steps);
  await using shadow = await engine.shadow.build(target, { texts, tables, places, rowsPerTable, progress });
  const stage: ShadowStage = { engine, steps, backfills: new Map() };
  const queries = await queriesOf(request);
  const before = await explainBefore(engine, target, shadow, queries.queries);
  const prepared = await tryPrepared(shadow, stage, before.queries, progress);
  const worked = await shadow.probe();
  const reports = await runSteps(shadow, stage, progress);
  await progress("looking at what depends on it");
  const aftermath = { steps: reports, after: await shadow.snapshot(), worked, works: await shadow.probe() };
  const dependents = tellDependents(shadow.dependents, aftermath);
  await progress("comparing queries");
  const compared = await compareQueries(engine, shadow, before, prepared);
  const queryNotes = [...(queries.note === null ? [] : [queries.note]), ...compared.notes];
  return { facts: shadow.facts, steps: reports, dependents, queries: compared.queries, queryNotes };
}

const MOST_FREQUENT = 10;

/** Those that the plan lists, and those that take most of the target's time on its tables. */
async function queriesOf({ engine, target, document, steps }: ShadowRunRequest) {
  const listed = (document.queries ?? []).map((it) => ({ ...it, source: "plan" as const }));
  const tables = await tablesOfPlan(engine, steps);
  const { queries, note } = await engine.shadow.frequent(target, tables, MOST_FREQUENT);
  return { queries: [...listed, ...queries], note };
}

/** On a copy, where a session that prepared them stays connected while the plan runs. */
async function tryPrepared(
  shadow: Shadow,
  stage: ShadowStage,
  queries: readonly SampledQuery[],
  progress: ShadowRunRequest["progress"],
) {
  if (queries.length === 0) return [];
  await progress("trying prepared statements");
  await using copy = await shadow.fork();
  const prepared = await copy.prepare(queries.map(({ sql }) => sql));
  const own: ShadowStage = { ...stage, backfills: new Map() };
  try {
    for (const step of stage.steps) await performOnShadow(copy, own, step);
    return await prepared.outcomes();
  } finally {
    await prepared.close();
  }
}

async function runSteps(
  shadow: Shadow,
  stage: ShadowStage,
  progress: ShadowRunRequest["progress"],
): Promise<readonly StepReport[]> {
  const reports: Omit<StepReport, "undo">[] = [];
  const undone = new Map<string, UndoReport>();
  let trail: DoneStep[] = [];
  let isStopped = false;
  const predictor = await predictStatements(stage.engine, shadow.connection, shadow.facts.majorVersion);
  const rehearse = async () => {
    await progress("rehearsing the undo");
    for (const [id, report] of await rehearseUndo(shadow, stage, trail)) undone.set(id, report);
    trail = [];
  };
  for (const [index, step] of stage.steps.entries()) {
    if (isStopped) {
      reports.push(headOf(step, "not reached"));
      undone.set(step.id, notReached(step));
      continue;
    }
    // Afterwards nobody can come back to here: what a rollback does is seen now or never.
    if (step.undo.kind === "none") await rehearse();
    await progress(`step ${index + 1} of ${stage.steps.length}: ${step.title}`);
    const before = await shadow.snapshot();
    const report = await runStep(shadow, stage, step, predictor);
    reports.push(report);
    isStopped = report.state === "refused";
    if (isStopped || step.undo.kind === "none") undone.set(step.id, isStopped ? notReached(step) : withoutUndo(step));
    else trail.push({ step, before, after: await shadow.snapshot() });
  }
  await rehearse();
  return reports.map((report, index) => {
    const step = stage.steps[index];
    const undo = undone.get(report.stepId) ?? (step ? notReached(step) : null);
    return { ...report, undo: undo ?? { state: "not reached", summary: "", differences: [], refused: null } };
  });
}

type Unfinished = Omit<StepReport, "undo">;

const headOf = (step: CompiledStep, state: StepReport["state"]): Unfinished => ({
  stepId: step.id,
  phase: step.phase,
  kind: step.kind,
  title: step.title,
  state,
  statements: [],
  notes: [],
});

async function runStep(
  shadow: Shadow,
  stage: ShadowStage,
  step: CompiledStep,
  predictor: Predictor,
): Promise<Unfinished> {
  const { effects, notes } = await performOnShadow(shadow, stage, step);
  const statements: TracedStatement[] = [];
  let alreadyThere: string | undefined;
  for (const effect of effects) {
    const prediction = await predictor.next(effect.sql, effects.length > 1 ? "wrapped" : "own");
    statements.push(traced(effect, prediction));
    const said = prediction?.effects.refused;
    if (effect.refused?.because === "plan" && said?.isThere) alreadyThere = said.why;
  }
  const refused = effects.find((it) => it.refused !== null)?.refused ?? null;
  // What only the shadow lacks stops nothing on the target; the run goes on without it.
  const state = refused && refused.because === "plan" ? "refused" : effects.length === 0 ? "nothing to run" : "done";
  const lacks =
    refused?.because === "shadow" ? [`The shadow could not try it: ${refused.message} (${refused.code}).`] : [];
  const there = alreadyThere === undefined ? {} : { alreadyThere };
  return { ...headOf(step, state), ...there, statements, notes: [...notes, ...lacks] };
}

function traced(effect: StatementEffect, prediction: Prediction | null): TracedStatement {
  const [strongest] = prediction?.effects.relations ?? [];
  return {
    ...effect,
    label: prediction?.label ?? "Made by Sluice",
    predicted: prediction?.effects.analysable ? (strongest?.lock ?? "none") : null,
    disagreements: prediction ? comparePrediction(effect, prediction.effects) : [],
  };
}
