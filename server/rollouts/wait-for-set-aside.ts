import { findBackfill } from "#server/backfills/backfill-repository.ts";
import { describeSetAside, openRowsOf } from "./describe-set-aside.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

const LOOK_AGAIN_MS = 10_000;

/**
 * No check of the verify phase passes while rows of the rollout's backfills are set aside and not waived, also where
 * they were set aside after their backfill had ended. `null`: none is.
 */
export async function waitForSetAside(task: StepTask): Promise<StepOutcome | null> {
  const { deps, run, step } = task;
  const backfills = run.steps.flatMap(({ backfill }) => (backfill ? [backfill.id] : []));
  if (step.compiled.phase !== "verify" || backfills.length === 0) return null;
  await using target = await task.open();
  for (const id of backfills) {
    const backfill = await findBackfill(deps.prisma, id);
    if (!backfill) continue;
    const groups = await target.engine.skippedRows.groups(target.connection, backfill.spec.runId);
    const { hot, poison } = openRowsOf(groups);
    if (hot + poison === 0) continue;
    const now = deps.now();
    const since = step.waiting?.code === "set_aside" ? step.waiting.since : now.toISOString();
    const until = new Date(now.getTime() + LOOK_AGAIN_MS).toISOString();
    const message = `${backfill.stepId}: ${describeSetAside(groups)}`;
    return { is: "waiting", cause: { code: "set_aside", message, since, until, detail: { backfillId: id } } };
  }
  return null;
}
