import type { Needs } from "#server/container.ts";
import { enqueueRun } from "#server/rollouts/enqueue-run.ts";
import { lookAgainAtGates } from "#server/rollouts/gate-repository.ts";

/** An instance came or went: gates that demand something of its application are looked at now, not in a while. */
export async function wakeGates(deps: Needs<"prisma" | "queue">, application: string): Promise<void> {
  for (const runId of await lookAgainAtGates(deps.prisma, application)) await enqueueRun(deps, runId);
}
