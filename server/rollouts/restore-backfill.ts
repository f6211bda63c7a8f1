import { DomainError } from "#core/domain/domain-error.ts";
import type { ReasonCode } from "#core/domain/signal.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { RestoreResult } from "#core/engines/backfill-store.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import { findBackfill } from "#server/backfills/backfill-repository.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { backfillFigures } from "./backfill-evidence.ts";
import { causeOfStop } from "./cause-of-stop.ts";
import { RestoredRows } from "./restored-rows.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

const FIRST_ROWS = 500;
const MOST_ROWS = 5_000;
const WANTED_MS = 250;
const NOTE_MS = 1_000;
const MOST_BUSY = 20;
/** An undo is wanted now: it does not wait for a window. Where nobody samples, nothing was read. */
const NO_MATTER: readonly ReasonCode[] = ["window", "freeze", "learning"];

/**
 * Puts the kept old values back in short transactions. Each forgets what it put back, so a dead worker's successor goes
 * on where it was; a hold and a target in trouble make it wait.
 */
export async function restoreBackfill(task: StepTask): Promise<StepOutcome> {
  const { prisma } = task.deps;
  const backfill = task.step.backfill && (await findBackfill(prisma, task.step.backfill.id));
  if (!backfill?.startedAt) return { is: "succeeded", message: "It wrote no row: nothing to put back" };
  await using target = await task.open();
  const done = new RestoredRows(task.step.progress?.restored, backfillFigures(backfill).changed);
  await task.note({ progress: done.progress("under way"), waiting: null });
  const cause = await restoreAll(task, target, backfill, done);
  if (cause === null) return { is: "succeeded", message: done.summary };
  await task.note({ progress: done.progress("at rest") });
  return cause === "stopped" ? { is: "stopped" } : { is: "waiting", cause };
}

/** `null`: nothing is kept any more. */
async function restoreAll(
  task: StepTask,
  target: OpenTarget,
  backfill: BackfillRecord,
  done: RestoredRows,
): Promise<WaitingCause | "stopped" | null> {
  let limit = FIRST_ROWS;
  let notedAt = performance.now();
  for (let busy = 0; busy < MOST_BUSY; ) {
    const stop = await whyStop(task, backfill);
    if (stop) return stop;
    const startedAt = performance.now();
    const result = await restoreSome(target, backfill, limit);
    const ms = performance.now() - startedAt;
    busy = result ? 0 : busy + 1;
    limit = result ? sized(limit, ms) : Math.max(1, Math.floor(limit / 2));
    if (result) done.add(result);
    if (result?.done) return null;
    if (performance.now() - notedAt > NOTE_MS) {
      notedAt = performance.now();
      await task.note({ progress: done.progress("under way") });
    }
    // Half of the time is for others.
    await task.watch.sleep(result ? ms : 50 + 450 * Math.random());
  }
  return heldByOthers(task);
}

async function whyStop(task: StepTask, { databaseId }: BackfillRecord): Promise<WaitingCause | "stopped" | null> {
  if (task.watch.pause.aborted) return "stopped";
  const { reasons } = await readAdmission(task.deps.prisma, databaseId);
  const cause = causeOfStop(reasons, NO_MATTER);
  return cause && { ...cause, until: later(task, 2_000) };
}

/** `null`: others were in the way; it has rolled back. */
async function restoreSome(
  { engine, connection }: OpenTarget,
  { spec, layout }: BackfillRecord,
  limit: number,
): Promise<RestoreResult | null> {
  try {
    return await engine.backfill.restore(connection, spec, layout, limit);
  } catch (error) {
    // Whether it happened does not matter: what it put back it has forgotten.
    if (error instanceof DomainError && error.code === "commit-unknown")
      throw new DomainError("target-unreachable", "The connection was lost while old values were put back.", {
        cause: error,
      });
    if (["lock-wait", "conflict", "too-slow", "too-big"].includes(engine.errors.classify(error))) return null;
    throw error;
  }
}

const sized = (limit: number, ms: number): number =>
  Math.round(Math.min(MOST_ROWS, Math.max(1, Math.min(limit * 1.5, (limit * WANTED_MS) / Math.max(1, ms)))));

const later = ({ deps }: StepTask, ms: number): string => new Date(deps.now().getTime() + ms).toISOString();

function heldByOthers(task: StepTask): WaitingCause {
  const { waiting } = task.step;
  const since = waiting?.code === "lock" ? waiting.since : task.deps.now().toISOString();
  const message = "rows whose old values are put back are held by other sessions; they are tried again";
  return { code: "lock", message, since, until: later(task, 5_000) };
}
