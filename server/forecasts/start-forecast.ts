import type { Forecast } from "#contracts/forecast.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { PlanForecast } from "#core/forecast/plan-forecast.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { fromJson } from "#server/json-column.ts";
import { getMigrationRow, getRevisionRow } from "#server/migrations/migration-repository.ts";
import { newId } from "#server/new-id.ts";
import { stepFailureOf } from "#server/rollouts/step-failure.ts";
import { openForPlan } from "#server/targets/open-for-plan.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { addForecast } from "./forecast-repository.ts";
import { makeForecast } from "./make-forecast.ts";
import { toForecast } from "./to-forecast.ts";

const SESSION = { applicationName: "sluice:forecast", connectTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

/** Forecasts the newest revision on a database, and keeps the forecast. */
export async function startForecast(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  {
    actor,
    migrationId,
    databaseId,
  }: { readonly actor: Actor; readonly migrationId: string; readonly databaseId: string },
): Promise<Forecast> {
  const { prisma, feed } = deps;
  assertCan(actor, "migration.write");
  const migration = await getMigrationRow(prisma, migrationId);
  const { revision } = migration;
  const { document: stored } = await getRevisionRow(prisma, migration.id, revision);
  const document = fromJson<PlanDocument>(stored);
  await using target = await openForPlan(deps, document, databaseId, SESSION);
  const forecast = await tryForecast(deps, target, {
    document,
    saved: { migrationId: migration.id, revision },
  });
  const id = newId();
  const { databaseName } = target;
  const { at } = await prisma.$transaction(async (tx) => {
    await writeAudit(tx, actor, {
      action: "migration.forecast",
      objectType: "migration",
      objectId: migration.id,
      objectName: migration.title,
      after: { database: databaseName, revision },
    });
    const draft = { id, migrationId: migration.id, revision, databaseId, rolloutId: null, forecast };
    return await addForecast(tx, { ...draft, byName: actor.name });
  });
  await feed.publish({ type: "migration.changed", migrationId: migration.id });
  return toForecast({ id, revision, databaseId, databaseName, forecast, byName: actor.name, at });
}

async function tryForecast(
  deps: Needs<"prisma" | "now">,
  target: OpenTarget,
  subject: Parameters<typeof makeForecast>[2],
): Promise<PlanForecast> {
  try {
    return await makeForecast(deps, target, subject);
  } catch (error) {
    if (error instanceof DomainError || target.engine.errors.classify(error) === "bug") throw error;
    const { message, code } = stepFailureOf(target.engine, error);
    throw new DomainError(
      target.engine.errors.classify(error) === "connection" ? "target-unreachable" : "target-refused",
      `The forecast on ${target.databaseName} was broken off, and nothing was kept of it: ${message} (${code}). It only reads; try again.`,
      { cause: error },
    );
  }
}
