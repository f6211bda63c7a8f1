import type { Backfill, Rollout, RolloutSummary, Sample } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Role } from "#core/domain/role.ts";
import { isAtWork } from "#core/domain/run-state.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import { toBackfill } from "#server/backfills/to-backfill.ts";
import type { Admission } from "#server/throttle/read-admission.ts";
import { workerOfLease } from "#server/worker-name.ts";
import { causeOfReason } from "./cause-of-stop.ts";
import { consequencesOf } from "./consequences.ts";
import { headlineOf } from "./headline.ts";
import { currentStep } from "./next-action.ts";
import { blockersOf } from "./rollout-blockers.ts";
import type { OtherRun, RolloutRow } from "./rollout-repository.ts";
import type { StepRecord } from "./run-record.ts";
import { toStepRecord } from "./run-repository.ts";
import { toStepRun } from "./to-step-run.ts";

/** What is not in the rollout's own rows. */
export interface RolloutSurroundings {
  readonly samples: readonly Sample[];
  /** What databases with a moving backfill allow now. */
  readonly admissions: ReadonlyMap<string, Admission>;
  readonly workers: readonly { readonly name: string; readonly heartbeatAt: Date }[];
  readonly now: Date;
}

interface Parts {
  readonly row: RolloutRow;
  readonly run: RolloutRow["runs"][number];
  readonly steps: readonly StepRecord[];
  readonly backfills: readonly Backfill[];
  readonly around: RolloutSurroundings;
}

function partsOf(row: RolloutRow, around: RolloutSurroundings): Parts {
  const [run] = row.runs;
  if (!run) throw new DomainError("internal", "A rollout without a run");
  const steps = run.steps.map(toStepRecord);
  const backfills = run.backfills.flatMap((backfill) => {
    const step = steps.find((it) => it.id === backfill.stepRunId);
    const samples = around.samples.filter((sample) => sample.backfillId === backfill.id);
    const admission = around.admissions.get(run.database.id) ?? null;
    return step ? [toBackfill(backfill, step.stepId, { samples, admission, now: around.now })] : [];
  });
  return { row, run, steps, backfills, around };
}

export const toRolloutSummary = (row: RolloutRow, around: RolloutSurroundings): RolloutSummary =>
  summaryOf(partsOf(row, around));

/** The step that is being carried out or undone. */
function stepUnderWay({ run, steps }: Parts): StepRecord | null {
  if (run.state === "rolling_back" || run.state === "rollback_failed") {
    return steps.find((step) => step.state === "undoing" || step.state === "undo_failed") ?? null;
  }
  return currentStep(steps);
}

function waitingOf(parts: Parts): WaitingCause[] {
  const { run, around } = parts;
  const step = stepUnderWay(parts);
  const worker: WaitingCause[] =
    isAtWork(run.state) && around.workers.length === 0
      ? [
          {
            code: "worker",
            message: "no worker is running: start one",
            since: (run.heartbeatAt ?? run.createdAt).toISOString(),
          },
        ]
      : [];
  const isWaiting = isAtWork(run.state) || (run.state === "paused" && step?.waiting?.code === "lock");
  return [...(step?.waiting && isWaiting ? [step.waiting, ...alsoWaitsFor(parts, step)] : []), ...worker];
}

/** While the worst of them stops a backfill, the other reasons are told as well: each must go before it moves. */
function alsoWaitsFor({ backfills }: Parts, { stepId, waiting }: StepRecord): WaitingCause[] {
  if (!waiting?.detail?.reason) return [];
  const backfill = backfills.find((it) => it.stepId === stepId);
  return (backfill?.reasons ?? [])
    .filter(({ effect, message }) => effect === "stop" && message !== waiting.message)
    .map(causeOfReason);
}

function summaryOf(parts: Parts): RolloutSummary {
  const { row, run, steps, backfills, around } = parts;
  const step = stepUnderWay(parts);
  const done = steps.filter(({ state }) => state === "succeeded" || state === "skipped" || state === "undone").length;
  const backfill = backfills.find(({ stepId, state }) => stepId === step?.stepId && state !== "succeeded") ?? null;
  const waiting = waitingOf(parts);
  const share = steps.length === 0 ? 1 : done / steps.length;
  return {
    id: row.id,
    migrationId: row.migration.id,
    migrationName: row.migration.name,
    migrationTitle: row.migration.title,
    revision: row.revision,
    digest: row.digest,
    databaseId: run.database.id,
    databaseName: run.database.name,
    environment: run.database.environment,
    state: run.state,
    phase: step?.compiled.phase ?? null,
    headline: headlineOf({
      state: run.state,
      stateReason: run.stateReason,
      stateByName: run.stateByName,
      step: step && { title: step.compiled.title, phase: step.compiled.phase, attempt: step.attempt },
      steps: { total: steps.length, done },
      waiting: waiting.find(({ code }) => code !== "worker") ?? null,
      progress: step?.state === "running" ? step.progress : null,
      backfill: backfill && {
        ...backfill,
        lastError: backfill.shards.find((shard) => shard.lastError)?.lastError ?? null,
      },
      isWorkerAlive: around.workers.length > 0,
      now: around.now,
    }),
    waiting,
    fraction: backfill ? backfill.fraction : share,
    startedByName: row.startedByName,
    isBreakGlass: row.breakGlassId !== null,
    createdAt: row.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

export interface RolloutDetail extends RolloutSurroundings {
  readonly role: Role;
  readonly otherRun: OtherRun | null;
  readonly holds: readonly string[];
  readonly stages: Rollout["stages"];
  readonly approvals: readonly { readonly byName: string; readonly at: Date; readonly singlePerson: boolean }[];
}

export function toRollout(row: RolloutRow, around: RolloutDetail): Rollout {
  const parts = partsOf(row, around);
  const { run, steps, backfills } = parts;
  const facts = { state: run.state, steps, otherRun: around.otherRun, holds: around.holds };
  const blockers = (action: Parameters<typeof blockersOf>[0]) => blockersOf(action, facts, around.role);
  return {
    ...summaryOf(parts),
    runId: run.id,
    stateReason: run.stateReason,
    stateByName: run.stateByName,
    steps: steps.map((step) => toStepRun(step, backfills.find(({ stepId }) => stepId === step.stepId) ?? null)),
    backfills: [...backfills],
    worker: workerOf(parts),
    blockers: {
      pause: blockers("pause"),
      resume: blockers("resume"),
      cancel: blockers("cancel"),
      rollback: blockers("rollback"),
    },
    consequences: consequencesOf(run.state, steps, backfills),
    generation: run.generation,
    stages: around.stages,
    approvedBy: around.approvals.map(({ byName, at, singlePerson }) => ({
      name: byName,
      at: at.toISOString(),
      singlePerson,
    })),
  };
}

/** Who works on it, or did last: the holder of a shard before the holder of the run. */
function workerOf({ run }: Parts): Rollout["worker"] {
  const shards = run.backfills.flatMap((backfill) => backfill.shards);
  const heard = [
    ...shards.map(({ owner, heartbeatAt }) => ({ owner, heartbeatAt })),
    { owner: run.leaseOwner, heartbeatAt: run.heartbeatAt },
  ];
  const [newest] = heard
    .flatMap(({ owner, heartbeatAt }) => (owner && heartbeatAt ? [{ owner, heartbeatAt }] : []))
    .sort((a, b) => b.heartbeatAt.getTime() - a.heartbeatAt.getTime());
  return newest ? { name: workerOfLease(newest.owner), heartbeatAt: newest.heartbeatAt.toISOString() } : null;
}
