import type { DomainError } from "#core/domain/domain-error.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "#server/rollouts/announce-run.ts";
import { findRun } from "#server/rollouts/run-repository.ts";
import { stepFailureOf } from "#server/rollouts/step-failure.ts";
import { moveStep, noteStep } from "#server/rollouts/step-run-repository.ts";
import { failRun } from "#server/rollouts/write-outcome.ts";
import type { BackfillRecord } from "./backfill-record.ts";
import { moveBackfill } from "./backfill-repository.ts";

/** The backfill, its step and its run fail together. A backfill that is being cancelled anyway is cancelled. */
export async function failBackfill(
  deps: Container,
  backfill: BackfillRecord,
  { shardId, error }: { readonly shardId: string; readonly error: DomainError },
): Promise<void> {
  deps.log.warn({ backfillId: backfill.id, shardId, code: error.code, reason: error.message }, "a backfill failed");
  const failure = stepFailureOf(deps.targets.engine(backfill.dialect), error);
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

/** The target is away: slices are tried again until it is back; nothing is lost. */
export async function noteUnreachable(deps: Container, backfill: BackfillRecord, message: string): Promise<void> {
  const run = await findRun(deps.prisma, backfill.runId);
  const step = run?.steps.find((it) => it.id === backfill.stepRunId);
  if (!run || !step || step.waiting?.code === "unreachable") return;
  await noteStep(deps.prisma, step.id, { waiting: { code: "unreachable", message, since: deps.now().toISOString() } });
  await announceRun(deps, run);
}

export async function noteReachable(deps: Container, backfill: BackfillRecord): Promise<void> {
  await noteStep(deps.prisma, backfill.stepRunId, { waiting: null });
}
