import type { RolloutForecast } from "#contracts/forecast.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { compareForecast } from "#core/forecast/compare-forecast.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { forecastOfRollout, timedSteps } from "./forecast-repository.ts";

/** What was forecast when a rollout began, beside what each step took. `null`: none was kept. */
export async function getRolloutForecast(
  { prisma }: Needs<"prisma">,
  { actor, rolloutId }: { readonly actor: Actor; readonly rolloutId: string },
): Promise<{ forecast: RolloutForecast | null }> {
  assertCan(actor, "rollout.read");
  const steps = await timedSteps(prisma, rolloutId);
  if (!steps) throw new DomainError("not-found", "There is no such rollout.");
  const kept = await forecastOfRollout(prisma, rolloutId);
  if (!kept) return { forecast: null };
  const compared = compareForecast(kept.forecast.steps, steps).map(({ forecast, ...rest }) => ({
    ...rest,
    forecast: { ...forecast, blocks: [...forecast.blocks], holders: [...forecast.holders] },
  }));
  return { forecast: { at: kept.at.toISOString(), steps: compared } };
}
