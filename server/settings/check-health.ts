import type { z } from "zod";
import type { getHealth } from "#contracts/overview.ts";
import type { Needs } from "#server/container.ts";
import { VERSION } from "#server/version.ts";
import { canAnswer, listWorkers } from "./worker-repository.ts";

const PATIENCE_MS = 2_500;

/** Whether the parts answer. Open to everybody: says nothing else. */
export async function checkHealth(
  deps: Needs<"prisma" | "queue" | "now">,
): Promise<z.output<(typeof getHealth)["response"]>> {
  const [controlDatabase, redis, workers] = await Promise.all([
    inTime(canAnswer(deps.prisma), false),
    // Any question does; that there is no such job is an answer.
    inTime(
      deps.queue.stateOf("run.advance", "health").then(() => true),
      false,
    ),
    inTime(
      listWorkers(deps.prisma, deps.now()).then((it) => it.length),
      0,
    ),
  ]);
  return { ok: controlDatabase && redis, version: VERSION, controlDatabase, redis, workers };
}

/** What `asked` says, or `otherwise` when it fails or takes too long. */
async function inTime<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(resolve, PATIENCE_MS, otherwise);
  const answer = await Promise.race([asked.catch(() => otherwise), late]);
  clearTimeout(timer);
  return answer;
}
