import type { Forecast } from "#contracts/forecast.ts";
import type { Needs } from "#server/container.ts";
import { forecastsOf } from "./forecast-repository.ts";
import { toForecast } from "./to-forecast.ts";

/** The newest forecast of a revision on each database: what an approver is shown. */
export async function latestForecast(
  { prisma }: Needs<"prisma">,
  migrationId: string,
  revision: number,
): Promise<readonly Forecast[]> {
  const byDatabase = Map.groupBy(await forecastsOf(prisma, migrationId, revision), ({ databaseId }) => databaseId);
  return [...byDatabase.values()].flatMap(([newest]) => (newest ? [toForecast(newest)] : []));
}
