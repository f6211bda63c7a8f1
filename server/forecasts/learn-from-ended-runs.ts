import type { Calibration } from "#core/forecast/calibration.ts";
import { learnFromRun } from "#core/forecast/learn-from-run.ts";
import type { Needs } from "#server/container.ts";
import { lockDatabase } from "#server/rollouts/rollout-repository.ts";
import { calibrationsOf, markLearned, unlearnedRuns, writeCalibrations } from "./forecast-repository.ts";

/** Takes what ended runs of a database took into its calibration, each run once, and answers the calibration. */
export async function learnFromEndedRuns(
  { prisma }: Needs<"prisma">,
  databaseId: string,
): Promise<ReadonlyMap<string, Calibration>> {
  return await prisma.$transaction(async (tx) => {
    await lockDatabase(tx, databaseId);
    let calibrations = await calibrationsOf(tx, databaseId);
    for (const { forecastId, forecast, steps, pausedAt } of await unlearnedRuns(tx, databaseId)) {
      if (!(await markLearned(tx, forecastId))) continue;
      const wasPaused = ({ startedAt, finishedAt }: (typeof steps)[number]) =>
        pausedAt.some((at) => startedAt !== null && finishedAt !== null && at >= startedAt && at <= finishedAt);
      const unbroken = steps.filter((step) => !wasPaused(step));
      calibrations = learnFromRun(calibrations, forecast.steps, unbroken);
    }
    await writeCalibrations(tx, databaseId, calibrations);
    return calibrations;
  });
}
