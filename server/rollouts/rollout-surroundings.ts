import { samplesOf } from "#server/backfills/sample-repository.ts";
import type { Needs } from "#server/container.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { liveWorkers, type RolloutRow } from "./rollout-repository.ts";
import type { RolloutSurroundings } from "./to-rollout.ts";

/** A worker that was not heard of for this long is gone. */
export const WORKER_GONE_MS = 30_000;
/** As far back as an estimate of the time left looks. */
const RATE_WINDOW_MS = 20 * 60_000;
const MOVING: readonly string[] = ["running", "pausing"];

/** Reads what summaries of these rollouts need beside their rows. */
export async function readSurroundings(
  { prisma, now }: Needs<"prisma" | "now">,
  rows: readonly RolloutRow[],
): Promise<RolloutSurroundings> {
  const at = now();
  const moving = rows
    .flatMap((row) => row.runs.flatMap((run) => run.backfills))
    .filter(({ state }) => MOVING.includes(state));
  const databases = [...new Set(moving.map(({ databaseId }) => databaseId))];
  const [samples, workers, admissions] = await Promise.all([
    samplesOf(
      prisma,
      moving.map(({ id }) => id),
      new Date(at.getTime() - RATE_WINDOW_MS),
    ),
    liveWorkers(prisma, new Date(at.getTime() - WORKER_GONE_MS)),
    Promise.all(databases.map(async (id) => [id, await readAdmission(prisma, id)] as const)),
  ]);
  return { samples, workers, admissions: new Map(admissions), now: at };
}
