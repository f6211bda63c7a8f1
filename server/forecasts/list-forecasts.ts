import type { Forecast } from "#contracts/forecast.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";
import { forecastsOf } from "./forecast-repository.ts";
import { toForecast } from "./to-forecast.ts";

/** Forecasts of the newest revision, newest first. */
export async function listForecasts(
  { prisma }: Needs<"prisma">,
  { actor, migrationId }: { readonly actor: Actor; readonly migrationId: string },
): Promise<{ items: Forecast[] }> {
  assertCan(actor, "migration.read");
  const { id, revision } = await getMigrationRow(prisma, migrationId);
  return { items: (await forecastsOf(prisma, id, revision)).map(toForecast) };
}
