import type { Reason, ReasonCode } from "#core/domain/signal.ts";
import type { WaitingCause, WaitingCauseCode } from "#core/domain/waiting-cause.ts";
import type { Needs } from "#server/container.ts";
import { announceRun } from "#server/rollouts/announce-run.ts";
import { noteStep } from "#server/rollouts/step-run-repository.ts";
import { readWaiting } from "./backfill-repository.ts";

/** Causes that slices and the scheduler write, and so take away again; all others belong to the step's executor. */
const OURS: readonly WaitingCauseCode[] = ["signal", "window", "hold", "unreachable", "operator"];

const CAUSES: Partial<Record<ReasonCode, WaitingCauseCode>> = {
  hold: "hold",
  window: "window",
  freeze: "window",
  unreachable: "unreachable",
};

/** Shows what a running backfill waits for, or (`null`) that it goes on. Tells browsers when that is another cause. */
export async function noteWaiting(
  { prisma, feed }: Needs<"prisma" | "feed">,
  backfillId: string,
  cause: WaitingCause | null,
): Promise<void> {
  const step = await readWaiting(prisma, backfillId);
  const before = step?.waiting ?? null;
  if (!step || (before && !OURS.includes(before.code))) return;
  if (before?.code === cause?.code && before?.message === cause?.message) return;
  const since = before && cause && before.code === cause.code ? { since: before.since } : {};
  await noteStep(prisma, step.stepRunId, { waiting: cause && { ...cause, ...since } });
  if (before?.code !== cause?.code) await announceRun({ feed }, step);
}

/** The worst of what stops it; the others stand beside it in the backfill's reasons. Empty: nothing does. */
export async function noteAdmission(
  deps: Needs<"prisma" | "feed">,
  backfillId: string,
  reasons: readonly Reason[],
): Promise<void> {
  const worst = reasons.find(({ effect }) => effect === "stop");
  if (worst) {
    const { code, message, since } = worst;
    return await noteWaiting(deps, backfillId, {
      code: CAUSES[code] ?? "signal",
      message,
      since,
      detail: { reason: code },
    });
  }
  // A target that was away is there when a slice has reached it, not when nothing forbids to try.
  const step = await readWaiting(deps.prisma, backfillId);
  if (step?.waiting?.detail?.reason) await noteWaiting(deps, backfillId, null);
}
