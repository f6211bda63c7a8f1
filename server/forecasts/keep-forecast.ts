import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { openForPlan } from "#server/targets/open-for-plan.ts";
import { addForecast } from "./forecast-repository.ts";
import { makeForecast } from "./make-forecast.ts";

const SESSION = { applicationName: "sluice:forecast", connectTimeoutMs: 5_000, statementTimeoutMs: 3_000 };

interface Started {
  readonly rolloutId: string;
  readonly databaseId: string;
  readonly migrationId: string;
  readonly revision: number;
  readonly document: PlanDocument;
  readonly byName: string;
}

/** Keeps what was known of a rollout when it began. A forecast that cannot be made holds up no rollout. */
export async function keepForecast(
  deps: Needs<"prisma" | "targets" | "now" | "log">,
  { rolloutId, databaseId, migrationId, revision, document, byName }: Started,
): Promise<void> {
  try {
    await using target = await openForPlan(deps, document, databaseId, SESSION);
    const forecast = await makeForecast(deps, target, { document, saved: { migrationId, revision } });
    const draft = { id: newId(), migrationId, revision, databaseId, rolloutId, forecast, byName };
    await deps.prisma.$transaction((tx) => addForecast(tx, draft));
  } catch (error) {
    const { name } = error instanceof Error ? error : { name: "unknown" };
    deps.log.warn({ rolloutId, error: name }, "no forecast was kept of this rollout");
  }
}
