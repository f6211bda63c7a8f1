import type { RunState } from "#core/domain/run-state.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import { nextAction } from "./next-action.ts";
import type { RunRecord } from "./run-record.ts";
import { addRunEvent, findRun, lockIdleRun, moveRun } from "./run-repository.ts";
import { skipPendingSteps } from "./step-run-repository.ts";

const MESSAGES: Partial<Record<RunState, string>> = {
  succeeded: "Finished: every step was carried out",
  paused: "Paused: nothing is under way on the database",
  cancelled: "Cancelled: what was changed stays changed",
  rolled_back: "Rolled back",
};

/** Writes down where a run has come to rest, in the caller's transaction. `false`: it has moved meanwhile. */
export async function writeRest(
  tx: Prisma.TransactionClient,
  run: RunRecord,
  rest: { readonly to: RunState; readonly reason: string | null },
): Promise<boolean> {
  const { to, reason } = rest;
  // The person's reason of the request stays beside the fact.
  const moved = await moveRun(tx, run.id, {
    to,
    from: [run.state],
    byName: SYSTEM.name,
    reason: reason ?? run.stateReason,
    isIntent: false,
  });
  if (!moved) return false;
  if (to === "cancelled" || to === "rolled_back") await skipPendingSteps(tx, run.id);
  const message = [MESSAGES[to] ?? `Now ${to}`, reason].filter(Boolean).join(". ");
  await addRunEvent(tx, run.id, { byName: SYSTEM.name, kind: `run.${to}`, message });
  await writeAudit(tx, SYSTEM, {
    action: `rollout.${to}`,
    objectType: "rollout",
    objectId: run.rolloutId,
    objectName: run.migrationTitle,
    before: { state: run.state },
    after: { state: to },
    reason,
  });
  return true;
}

/**
 * Where nobody works on a run, writes down at once that it has come to rest: a pause at a gate needs no worker.
 * Answers whether it did.
 */
export async function settleIdleRun(
  { prisma, feed, now }: Needs<"prisma" | "feed" | "now">,
  runId: string,
): Promise<boolean> {
  const run = await prisma.$transaction(async (tx) => {
    if (!(await lockIdleRun(tx, runId))) return null;
    const seen = await findRun(tx, runId);
    const action = seen && nextAction(seen, now());
    if (action?.do !== "settle") return null;
    return seen && (await writeRest(tx, seen, action)) ? seen : null;
  });
  if (!run) return false;
  const { rolloutId, migrationId, databaseId } = run;
  await feed.publish({ type: "rollout.changed", rolloutId, migrationId, databaseId });
  return true;
}
