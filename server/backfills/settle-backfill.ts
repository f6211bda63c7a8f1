import { restOf } from "#core/domain/backfill-state.ts";
import type { Needs } from "#server/container.ts";
import { enqueueRun } from "#server/rollouts/enqueue-run.ts";
import { settleIdleRun } from "#server/rollouts/settle-run.ts";
import { moveBackfill, standingOf } from "./backfill-repository.ts";

/**
 * Writes down that a backfill has come to rest, if it has, and lets its run follow: at once where nothing else is to do,
 * by a worker otherwise.
 */
export async function settleBackfill(
  deps: Needs<"prisma" | "queue" | "feed" | "signals" | "now">,
  id: string,
): Promise<void> {
  const seen = await standingOf(deps.prisma, id);
  const to = seen && restOf(seen);
  if (!to) return;
  // Another request overtook this one, as cancel does pause: look again.
  if (!(await moveBackfill(deps.prisma, id, to, { from: [seen.state] }))) return settleBackfill(deps, id);
  if (await settleIdleRun(deps, seen.runId)) return;
  await deps.signals.nudge(seen.runId);
  await enqueueRun(deps, seen.runId);
}
