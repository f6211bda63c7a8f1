import { z } from "zod";
import { FATES } from "#core/domain/fate.ts";
import { PHASES } from "#core/domain/phase.ts";
import { SHADOW_RUN_STATES } from "#core/domain/shadow-run-state.ts";
import { STEP_KINDS } from "#core/domain/step-kind.ts";
import { UNDO_OUTCOMES } from "#core/domain/undo-outcome.ts";
import { defineOperation } from "./define-operation.ts";
import { id, timestamp } from "./id.ts";
import { stepId } from "./plan.ts";

const refusal = z.object({
  code: z.string(),
  message: z.string(),
  because: z.enum(["plan", "rows", "shadow", "transaction"]),
});

const takenLock = z.object({
  relation: z.string(),
  kind: z.string(),
  mode: z.string(),
  blocksReads: z.boolean(),
  blocksWrites: z.boolean(),
  held: z.boolean(),
});

const names = z.array(z.string());

const tracedStatement = z.object({
  sql: z.string(),
  label: z.string(),
  ms: z.number(),
  sent: z.enum(["in a transaction", "alone"]),
  locks: z.array(takenLock),
  rewritten: names,
  scanned: names,
  indexesBuilt: names,
  spared: names,
  made: names,
  changed: names,
  gone: names,
  pagesChanged: z.number().nullable(),
  refused: refusal.nullable(),
  /** What the static analysis says; `null`: nothing. */
  predicted: z.string().nullable(),
  disagreements: names,
});
export type TracedStatement = z.infer<typeof tracedStatement>;

const shadowStep = z.object({
  stepId,
  phase: z.enum(PHASES),
  kind: z.enum(STEP_KINDS),
  title: z.string(),
  state: z.enum(["done", "refused", "not reached", "nothing to run"]),
  /** Refused since the schema is already as the step would leave it. */
  alreadyThere: z.string().optional(),
  statements: z.array(tracedStatement),
  notes: names,
  undo: z.object({
    state: z.enum(UNDO_OUTCOMES),
    summary: z.string(),
    differences: names,
    refused: refusal.nullable(),
    /** Rows whose old values were put back and compared. */
    rowsCompared: z.int().optional(),
  }),
});
export type ShadowStep = z.infer<typeof shadowStep>;

const shadowDependent = z.object({
  kind: z.string(),
  name: z.string(),
  on: z.string(),
  fate: z.enum(FATES),
  why: z.string(),
  stepId: stepId.nullable(),
});
export type ShadowDependent = z.infer<typeof shadowDependent>;

const queryPlan = z.object({ cost: z.number().nullable(), indexes: names, sequentialScans: names });

const queryComparison = z.object({
  name: z.string(),
  sql: z.string(),
  source: z.enum(["plan", "statistics"]),
  before: queryPlan.nullable(),
  after: queryPlan.nullable(),
  newSequentialScans: names,
  prepared: z.enum(["works", "breaks", "not tried"]),
  notes: names,
});
export type QueryComparison = z.infer<typeof queryComparison>;

const shadowReport = z.object({
  facts: z.object({
    version: z.string(),
    majorVersion: z.number(),
    targetVersion: z.string(),
    isSameVersion: z.boolean(),
    place: z.enum(["configured", "embedded", "file"]),
    tables: z.array(z.object({ name: z.string(), rows: z.number() })),
    rebuilt: z.record(z.string(), z.number()),
    missing: z.array(z.object({ what: z.string(), why: z.string() })),
  }),
  steps: z.array(shadowStep),
  dependents: z.array(shadowDependent),
  queries: z.array(queryComparison),
  queryNotes: names,
});
export type ShadowReport = z.infer<typeof shadowReport>;

export const shadowRun = z.object({
  id,
  revision: z.int(),
  databaseId: id,
  databaseName: z.string(),
  byName: z.string(),
  state: z.enum(SHADOW_RUN_STATES),
  /** What is being done. */
  progress: z.string().nullable(),
  /** Why there is no result, and what to do. */
  error: z.string().nullable(),
  at: timestamp,
  endedAt: timestamp.nullable(),
  report: shadowReport.nullable(),
});
export type ShadowRun = z.infer<typeof shadowRun>;

const params = z.object({ migrationId: id });
export const listShadowRuns = defineOperation({
  id: "listShadowRuns",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/shadow-runs",
  summary: "Shadow runs of the newest revision, newest first",
  access: "migration.read",
  params,
  response: z.object({ items: z.array(shadowRun) }),
});
export const startShadowRun = defineOperation({
  id: "startShadowRun",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/shadow-runs",
  summary: "Run the whole plan on a throw-away copy of a database's schema, and record what each statement does",
  access: "migration.write",
  params,
  body: z.object({ databaseId: id }),
  response: shadowRun,
});
