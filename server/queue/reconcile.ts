import { forgetSilentApplications } from "#server/applications/application-repository.ts";
import { unsettledBackfills } from "#server/backfills/backfill-repository.ts";
import { scheduleSlices } from "#server/backfills/schedule-slices.ts";
import { settleBackfill } from "#server/backfills/settle-backfill.ts";
import { databasesAtWork } from "#server/backfills/slice-schedule-repository.ts";
import type { Container } from "#server/container.ts";
import { checkDatabases } from "#server/databases/check-databases.ts";
import { runJobId } from "#server/rollouts/enqueue-run.ts";
import { nudgeIdleRuns } from "#server/rollouts/run-repository.ts";
import { enqueueShadowRun } from "#server/shadow-runs/enqueue-shadow-run.ts";
import { waitingShadowRuns } from "#server/shadow-runs/shadow-run-repository.ts";
import { asReconciler, forgetGoneWorkers, forgetOldAnswers } from "./worker-repository.ts";

/**
 * Compares what should be worked on with who works on it, and wakes workers up. All that Redis has lost is rebuilt
 * here; all that a dead worker has left is taken up here.
 */
export async function reconcile(deps: Container): Promise<void> {
  const { prisma, queue, feed } = deps;
  const isOurs = await asReconciler(prisma, async () => {
    for (const id of await unsettledBackfills(prisma)) await settleBackfill(deps, id);
    for (const { id, nudge } of await nudgeIdleRuns(prisma)) {
      await queue.add("run.advance", { runId: id }, { jobId: runJobId(id, nudge) });
    }
    for (const id of await waitingShadowRuns(prisma, deps.now())) await enqueueShadowRun(deps, id);
    await forgetOldAnswers(prisma);
    await forgetSilentApplications(prisma);
    if ((await forgetGoneWorkers(prisma)) > 0) await feed.publish({ type: "workers.changed" });
  });
  // Beside the lock: a target that does not answer must not hold the others up.
  if (isOurs) await scheduleAll(deps);
  await checkDatabases(deps);
}

const AT_ONCE = 4;

/** Two that schedule one database at once do no harm: leases are counted where they are taken. */
async function scheduleAll(deps: Container): Promise<void> {
  const next = (await databasesAtWork(deps.prisma))[Symbol.iterator]();
  const work = async () => {
    for (const id of next) if (!deps.draining.aborted) await scheduleSlices(deps, id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
