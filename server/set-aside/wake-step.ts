import type { Needs } from "#server/container.ts";
import { announceRun } from "#server/rollouts/announce-run.ts";
import { enqueueRun } from "#server/rollouts/enqueue-run.ts";
import { findRun, setRunWaiting } from "#server/rollouts/run-repository.ts";
import { moveStep } from "#server/rollouts/step-run-repository.ts";

const WAITING_FOR_ROWS: readonly string[] = ["set_aside", "lock"];

/** Lets a run that waits for set-aside rows look again at once; anything else it does goes on as it was. */
export async function wakeStep(
  deps: Needs<"prisma" | "queue" | "feed" | "signals" | "now">,
  runId: string,
): Promise<void> {
  const isAsleep = await deps.prisma.$transaction(async (tx) => {
    const run = await findRun(tx, runId);
    const step = run?.steps.find(
      ({ state, waiting }) => state === "waiting" && WAITING_FOR_ROWS.includes(waiting?.code ?? ""),
    );
    if (!run || !step?.waiting) return false;
    const waiting = { ...step.waiting, until: deps.now().toISOString() };
    await moveStep(tx, step.id, "waiting", { waiting });
    await setRunWaiting(tx, runId, waiting);
    return true;
  });
  const run = await findRun(deps.prisma, runId);
  if (!run) return;
  await deps.signals.nudge(runId);
  if (isAsleep) await enqueueRun(deps, runId);
  await announceRun(deps, run);
}
