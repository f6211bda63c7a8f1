import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { id, timestamp } from "./id.ts";
import { stepId } from "./plan.ts";

const between = z.object({ low: z.number(), high: z.number() });

export const dryRun = z.object({
  id,
  stepId,
  revision: z.int(),
  databaseId: id,
  databaseName: z.string(),
  byName: z.string(),
  at: timestamp,
  result: z.object({
    where: z.enum(["in place", "on a copy"]),
    key: z.string(),
    statement: z.string(),
    plan: z.array(z.string()),
    ranges: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rows: z.number(),
        changed: z.number(),
        ms: z.number(),
        walBytes: z.number().nullable(),
      }),
    ),
    rowEstimate: z.number().nullable(),
    rowsPerSecond: between.nullable(),
    walBytesPerRow: z.number().nullable(),
    locks: z.array(z.string()),
    longestMs: z.number(),
    /** Seconds for the whole table without pauses. */
    seconds: between.nullable(),
    diskBytes: z.number().nullable(),
    walBytes: z.number().nullable(),
    warnings: z.array(z.string()),
  }),
});
export type DryRun = z.infer<typeof dryRun>;

const params = z.object({ migrationId: id });
export const listDryRuns = defineOperation({
  id: "listDryRuns",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/dry-runs",
  summary: "Dry runs of the newest revision's backfills, newest first",
  access: "migration.read",
  params,
  response: z.object({ items: z.array(dryRun) }),
});
export const startDryRun = defineOperation({
  id: "startDryRun",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/dry-runs",
  summary: "Execute sampled ranges of a backfill on a database and roll them back",
  access: "migration.write",
  params,
  body: z.object({ stepId, databaseId: id }),
  response: dryRun,
});
