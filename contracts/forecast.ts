import { z } from "zod";
import { FORECAST_VERDICTS, REPLICATION_RISKS, WORK_KINDS } from "#core/domain/forecast.ts";
import { STEP_KINDS } from "#core/domain/step-kind.ts";
import { defineOperation } from "./define-operation.ts";
import { id, timestamp } from "./id.ts";
import { stepId } from "./plan.ts";

const seconds = z.object({ low: z.number(), high: z.number() });

const stepForecast = z.object({
  step: stepId,
  title: z.string(),
  kind: z.enum(STEP_KINDS),
  work: z.enum(WORK_KINDS),
  /** Under what its duration is learned. */
  workKey: z.string(),
  lock: z.string().nullable(),
  blocks: z.array(z.enum(["reads", "writes"])),
  seconds: seconds.nullable(),
  assumedSeconds: z.number().nullable(),
  /** Where the time comes from. */
  basis: z.string(),
  diskBytes: z.number().nullable(),
  walBytes: z.number().nullable(),
  replication: z.object({ risk: z.enum(REPLICATION_RISKS), message: z.string() }),
  /** Sessions that hold locks on its tables, when it was made. */
  holders: z.array(
    z.object({
      backend: z.string(),
      user: z.string().nullable(),
      application: z.string().nullable(),
      state: z.string().nullable(),
      seconds: z.number().nullable(),
    }),
  ),
});
export type StepForecast = z.infer<typeof stepForecast>;

export const planForecast = z.object({
  steps: z.array(stepForecast),
  seconds,
  diskBytes: z.number().nullable(),
  walBytes: z.number().nullable(),
  /** Hours of UTC; `null`: not known yet. */
  window: z.object({ from: z.int(), to: z.int(), share: z.number() }).nullable(),
  longTransactions: z.int(),
  gaps: z.array(z.string()),
});
export type PlanForecast = z.infer<typeof planForecast>;

export const forecast = z.object({
  id,
  revision: z.int(),
  databaseId: id,
  databaseName: z.string(),
  byName: z.string(),
  at: timestamp,
  forecast: planForecast,
});
export type Forecast = z.infer<typeof forecast>;

/** What was forecast when a rollout began, beside what it took. */
export const rolloutForecast = z.object({
  at: timestamp,
  steps: z.array(
    z.object({ forecast: stepForecast, actualSeconds: z.number().nullable(), verdict: z.enum(FORECAST_VERDICTS) }),
  ),
});
export type RolloutForecast = z.infer<typeof rolloutForecast>;

const params = z.object({ migrationId: id });
export const listForecasts = defineOperation({
  id: "listForecasts",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/forecasts",
  summary: "What the newest revision will take on each database, newest first",
  access: "migration.read",
  params,
  response: z.object({ items: z.array(forecast) }),
});
export const startForecast = defineOperation({
  id: "startForecast",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/forecasts",
  summary: "Forecast locks, time, disk and WAL of the newest revision on a database. Reads only",
  access: "migration.write",
  params,
  body: z.object({ databaseId: id }),
  response: forecast,
});
export const getRolloutForecast = defineOperation({
  id: "getRolloutForecast",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/forecast",
  summary: "What was forecast when the rollout began, beside what each step took",
  access: "rollout.read",
  params: z.object({ rolloutId: id }),
  response: z.object({ forecast: rolloutForecast.nullable() }),
});
