import { z } from "zod";
import { DATA_CHECK_KINDS, DATA_CHECK_VERDICTS } from "#core/domain/data-check.ts";
import { defineOperation } from "./define-operation.ts";
import { id, timestamp } from "./id.ts";
import { stepId } from "./plan.ts";

export const dataCheck = z.object({
  step: stepId,
  /** Whether the step itself asks it of the rows, or what undoes the step. */
  direction: z.enum(["do", "undo"]),
  table: z.string(),
  check: z.enum(DATA_CHECK_KINDS),
  subject: z.string(),
  verdict: z.enum(DATA_CHECK_VERDICTS),
  rows: z.number().nullable(),
  /** Not all rows of the table were looked at. */
  sampled: z.boolean(),
  offending: z.number().nullable(),
  /** At most five offending rows by key; the value is cut. */
  samples: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
  message: z.string(),
  sql: z.string(),
  ms: z.number(),
});
export type DataCheck = z.infer<typeof dataCheck>;

export const dataCheckRun = z.object({
  id,
  revision: z.int(),
  databaseId: id,
  databaseName: z.string(),
  byName: z.string(),
  at: timestamp,
  ms: z.number(),
  checks: z.array(dataCheck),
});
export type DataCheckRun = z.infer<typeof dataCheckRun>;

const params = z.object({ migrationId: id });
export const listDataChecks = defineOperation({
  id: "listDataChecks",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/data-checks",
  summary: "What the rows of each database said to the newest revision, newest first",
  access: "migration.read",
  params,
  response: z.object({ items: z.array(dataCheckRun) }),
});
export const startDataChecks = defineOperation({
  id: "startDataChecks",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/data-checks",
  summary: "Ask the rows of a database, reading only, whether the newest revision would fail on them",
  access: "migration.write",
  params,
  body: z.object({ databaseId: id }),
  response: dataCheckRun,
});
