import type { Needs } from "#server/container.ts";
import { raiseRunNudge } from "./run-repository.ts";

export const runJobId = (runId: string, nudge: number): string => `${runId}-${nudge}`;

/** Asks a worker to move the run on, now or (`delayMs`) later. */
export async function enqueueRun(
  { prisma, queue }: Needs<"prisma" | "queue">,
  runId: string,
  delayMs = 0,
): Promise<void> {
  const nudge = await raiseRunNudge(prisma, runId);
  await queue.add("run.advance", { runId }, { jobId: runJobId(runId, nudge), delayMs });
}
