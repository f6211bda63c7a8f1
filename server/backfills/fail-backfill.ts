import type { DomainError } from "#core/domain/domain-error.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "#server/rollouts/announce-run.ts";
import { addRunEvent, findRun, moveRun } from "#server/rollouts/run-repository.ts";
import { stepFailureOf } from "#server/rollouts/step-failure.ts";
import { moveStep, noteStep } from "#server/rollouts/step-run-repository.ts";
import { failRun } from "#server/rollouts/write-outcome.ts";
import type { BackfillRecord } from "./backfill-record.ts";
import { moveBackfill } from "./backfill-repository.ts";
import { noteWaiting } from "./note-waiting.ts";

interface Failure {
  readonly shardId: string;
  readonly error: DomainError;
}

/** The backfill, its step and its run fail together. A backfill that is being cancelled anyway is cancelled. */
export async function failBackfill(
  deps: Container,
  backfill: BackfillRecord,
  { shardId, error }: Failure,
): Promise<void> {
  deps.log.warn({ backfillId: backfill.id, shardId, code: error.code, reason: error.message }, "a backfill failed");
  const failure = { ...stepFailureOf(deps.targets.engine(backfill.dialect), error), ...ownWords(error) };
  const run = await findRun(deps.prisma, backfill.runId);
  const step = run?.steps.find((it) => it.id === backfill.stepRunId);
  if (!run || !step) return;
  await deps.prisma.$transaction(async (tx) => {
    if (!(await moveBackfill(tx, backfill.id, "failed", { from: ["running", "pausing"], error: failure }))) return;
    await moveStep(tx, step.id, "failed", { error: failure, waiting: null, finishedAt: deps.now() });
    await failRun(tx, run, step, { to: "failed", message: failure.message });
  });
  // The other shards stop before their next batch.
  await deps.signals.nudge(backfill.id);
  await announceRun(deps, run);
}

/** An error may say better than its class what it is called and what to do. */
function ownWords({ extra }: DomainError): { readonly code?: string; readonly fix?: string } {
  const { reason, fix } = extra;
  return { ...(typeof reason === "string" ? { code: reason } : {}), ...(typeof fix === "string" ? { fix } : {}) };
}

/** Tries of one kind failed so often that going on is of no use now: the run is paused until a person resumes it. */
export async function pauseByFailure(
  deps: Container,
  backfill: BackfillRecord,
  { shardId, error }: Failure,
): Promise<void> {
  const { message } = error;
  const errorClass = String(error.extra.errorClass ?? error.code);
  deps.log.warn({ backfillId: backfill.id, shardId, errorClass, reason: message }, "a backfill pauses");
  const run = await findRun(deps.prisma, backfill.runId);
  const step = run?.steps.find((it) => it.id === backfill.stepRunId);
  if (!run || !step) return;
  const reason = `${errorClass}: ${message}`;
  const cause = { code: "lock" as const, message, since: deps.now().toISOString(), detail: { errorClass } };
  await deps.prisma.$transaction(async (tx) => {
    if (!(await moveBackfill(tx, backfill.id, "pausing", { from: ["running"] }))) return;
    await noteStep(tx, step.id, { waiting: errorClass === "lock-wait" || errorClass === "conflict" ? cause : null });
    await moveRun(tx, run.id, { to: "pausing", byName: SYSTEM.name, reason, isIntent: true });
    const event = { byName: SYSTEM.name, kind: "backfill.paused", message: `Pausing. ${reason}`, stepId: step.stepId };
    await addRunEvent(tx, run.id, { ...event, severity: "warning" });
  });
  await deps.signals.nudge(backfill.id);
  await announceRun(deps, run);
}

/** The target is away: slices are tried again until it is back; nothing is lost. */
export async function noteUnreachable(deps: Container, { id }: BackfillRecord, message: string): Promise<void> {
  await noteWaiting(deps, id, { code: "unreachable", message, since: deps.now().toISOString() });
}
