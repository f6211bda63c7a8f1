import type { StepId } from "#core/domain/step-id.ts";
import type { Calibration } from "#core/forecast/calibration.ts";
import type { LearnableStep } from "#core/forecast/learn-from-run.ts";
import type { PlanForecast } from "#core/forecast/plan-forecast.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

export interface ForecastRecord {
  readonly id: string;
  readonly revision: number;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly forecast: PlanForecast;
  readonly byName: string;
  readonly at: Date;
}

export async function addForecast(
  tx: Prisma.TransactionClient,
  {
    forecast,
    ...draft
  }: Omit<ForecastRecord, "databaseName" | "at"> & {
    readonly migrationId: string;
    readonly rolloutId: string | null;
  },
): Promise<{ readonly at: Date }> {
  return tx.forecast.create({ data: { ...draft, result: toJson(forecast) }, select: { at: true } });
}

/** Of one revision, newest first; those kept at a start are among them. */
export async function forecastsOf(db: Db, migrationId: string, revision: number): Promise<readonly ForecastRecord[]> {
  const rows = await db.forecast.findMany({
    where: { migrationId, revision },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: 50,
  });
  const ids = [...new Set(rows.map(({ databaseId }) => databaseId))];
  const databases = await db.database.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return rows.map(({ id, databaseId, byName, at, result }) => ({
    id,
    revision,
    databaseId,
    databaseName: databases.find((it) => it.id === databaseId)?.name ?? "a database that is gone",
    byName,
    at,
    forecast: fromJson<PlanForecast>(result),
  }));
}

export async function forecastOfRollout(
  db: Db,
  rolloutId: string,
): Promise<{ readonly at: Date; readonly forecast: PlanForecast } | null> {
  const row = await db.forecast.findUnique({ where: { rolloutId }, select: { at: true, result: true } });
  return row && { at: row.at, forecast: fromJson<PlanForecast>(row.result) };
}

/** The run's steps as they were timed; `null`: there is no such rollout. */
export async function timedSteps(db: Db, rolloutId: string): Promise<readonly LearnableStep[] | null> {
  const run = await db.run.findFirst({ where: { rolloutId }, select: { steps: STEP } });
  return run?.steps.map((step) => ({ ...step, stepId: step.stepId as StepId })) ?? null;
}
const STEP = {
  orderBy: { ordinal: "asc" },
  select: { stepId: true, state: true, attempt: true, startedAt: true, finishedAt: true },
} as const;

export async function calibrationsOf(db: Db, databaseId: string): Promise<ReadonlyMap<string, Calibration>> {
  const rows = await db.calibration.findMany({ where: { databaseId } });
  return new Map(rows.map(({ work, state }) => [work, fromJson<Calibration>(state)]));
}

export interface UnlearnedRun {
  readonly forecastId: string;
  readonly forecast: PlanForecast;
  readonly steps: readonly LearnableStep[];
  /** When somebody paused it. */
  readonly pausedAt: readonly Date[];
}

/** Ended runs of a database whose durations have not been learned from, oldest first. */
export async function unlearnedRuns(db: Db, databaseId: string): Promise<readonly UnlearnedRun[]> {
  const forecasts = await db.forecast.findMany({
    where: { databaseId, learnedAt: null, rolloutId: { not: null } },
    orderBy: { at: "asc" },
  });
  const found: UnlearnedRun[] = [];
  for (const { id, rolloutId, result } of forecasts) {
    const run = await db.run.findFirst({
      where: { rolloutId: rolloutId ?? "", databaseId, finishedAt: { not: null } },
      select: { steps: STEP, events: { where: { kind: "run.paused" }, select: { at: true } } },
    });
    if (!run) continue;
    const steps = run.steps.map((step) => ({ ...step, stepId: step.stepId as StepId }));
    const forecast = fromJson<PlanForecast>(result);
    found.push({ forecastId: id, forecast, steps, pausedAt: run.events.map(({ at }) => at) });
  }
  return found;
}

/** `false`: somebody else has learned from it meanwhile. */
export async function markLearned(tx: Prisma.TransactionClient, forecastId: string): Promise<boolean> {
  const { count } = await tx.forecast.updateMany({
    where: { id: forecastId, learnedAt: null },
    data: { learnedAt: new Date() },
  });
  return count === 1;
}

export async function writeCalibrations(
  tx: Prisma.TransactionClient,
  databaseId: string,
  calibrations: ReadonlyMap<string, Calibration>,
): Promise<void> {
  for (const [work, state] of calibrations) {
    const data = { state: toJson(state) };
    await tx.calibration.upsert({
      where: { databaseId_work: { databaseId, work } },
      create: { databaseId, work, ...data },
      update: data,
    });
  }
}

/** How many sessions were at work, over the last weeks. */
export async function activitySamples(
  db: Db,
  databaseId: string,
  since: Date,
): Promise<readonly { readonly at: Date; readonly value: number }[]> {
  const rows = await db.signalSample.findMany({
    where: { databaseId, at: { gte: since } },
    orderBy: { at: "asc" },
    select: { at: true, values: true },
  });
  return rows.flatMap(({ at, values }) => {
    const own = Object.entries(fromJson<Record<string, number>>(values)).filter(([key]) =>
      key.startsWith("active_sessions"),
    );
    return own.length === 0 ? [] : [{ at, value: own.reduce((sum, [, value]) => sum + value, 0) }];
  });
}
