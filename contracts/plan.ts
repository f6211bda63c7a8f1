import { z } from "zod";
import { DIALECTS } from "#core/domain/dialect.ts";
import { SEVERITIES } from "#core/domain/finding.ts";
import { PHASES } from "#core/domain/phase.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { STEP_KINDS } from "#core/domain/step-kind.ts";
import { defineOperation } from "./define-operation.ts";
import { id } from "./id.ts";

export const stepId = z.custom<StepId>(
  (value) => typeof value === "string" && /^(expand|backfill|verify|cutover|contract)\.[1-9]\d*$/.test(value),
  "A step is named by phase and place, such as cutover.1",
);

export const finding = z.object({
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  message: z.string(),
  fix: z.string().optional(),
  step: stepId.optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  /** Which field of the document, where it is about one: `operations.0.change-type.up`. */
  path: z.string().optional(),
  /** The strongest lock that it is about, in the engine's words. */
  lock: z.string().optional(),
  /** Who waits meanwhile. */
  blocks: z
    .array(z.enum(["reads", "writes"]))
    .readonly()
    .optional(),
  /** Whether the table is copied under that lock. */
  rewrite: z.boolean().optional(),
  /** Why its author accepts it. It counts no more against the plan. */
  suppressed: z.string().optional(),
  /** A rewrite of the plan that takes the cause away; `applySaferForm` carries it out. */
  saferForm: z.string().optional(),
});
export type Finding = z.infer<typeof finding>;

export const lockFacts = z.object({
  lock: z.string(),
  blocksReads: z.boolean(),
  blocksWrites: z.boolean(),
  rewrites: z.boolean(),
  scans: z.boolean(),
  form: z.enum(["short", "long", "batch", "read", "none"]),
  summary: z.string(),
});

/** A table that a step touches, with its size on the database that was looked at. */
export const touchedTable = z.object({
  schema: z.string().nullable(),
  name: z.string(),
  rowEstimate: z.number().nullable(),
  bytes: z.number().nullable(),
});

/** How a step is undone, for the approver. */
export const undoView = z.object({
  kind: z.enum(["sql", "automatic", "nothing", "kept", "none"]),
  /** One sentence: "Drops the trigger and its functions", "Cannot be undone". */
  summary: z.string(),
  statements: z.array(z.string()),
});

export const planStep = z.object({
  id: stepId,
  kind: z.enum(STEP_KINDS),
  title: z.string(),
  /** Added by Sluice itself, such as the removal of dual writes before contract. */
  synthetic: z.boolean(),
  /** What will be sent, in order; for a backfill the statement of a batch. Empty for gate and soak. */
  statements: z.array(z.object({ sql: z.string(), label: z.string(), locks: lockFacts })),
  tables: z.array(touchedTable),
  undo: undoView,
  /** For a gate its question, for a soak its time, for a check what it compares. */
  note: z.string().nullable(),
  /** The operation that it was written for. */
  from: z.string().nullable(),
  line: z.int().nullable(),
  findings: z.array(finding),
});
export type PlanStep = z.infer<typeof planStep>;

/** A plan as it is read by a reviewer, against one database or none. */
export const planView = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  engine: z.enum(DIALECTS),
  digest: z.string(),
  /** The database whose catalog was read, and when; `null`: names and sizes were not checked. */
  checkedAgainst: z.object({ databaseId: id, name: z.string(), at: z.string() }).nullable(),
  phases: z.array(z.object({ phase: z.enum(PHASES), steps: z.array(planStep) })),
  /** The first step after which a rollback cannot restore everything; `null` when all can be undone. */
  pointOfNoReturn: stepId.nullable(),
  findings: z.array(finding),
  /** Rules that had nothing to judge by: a sentence, and which lacked what. `null`: all could look. */
  unlooked: z
    .object({ why: z.string(), rules: z.array(z.object({ rule: z.string(), missing: z.array(z.string()) })) })
    .nullable()
    .default(null),
});
export type PlanView = z.infer<typeof planView>;
export type UnlookedRules = NonNullable<PlanView["unlooked"]>;

export const validatePlan = defineOperation({
  id: "validatePlan",
  method: "POST",
  path: "/api/v1/plans/validate",
  summary: "Check a plan document; with a database also its names and sizes. Saves nothing",
  access: "migration.read",
  body: z.object({ source: z.string().max(1_000_000), databaseId: id.optional() }),
  response: z.object({
    valid: z.boolean(),
    findings: z.array(finding),
    plan: planView.nullable(),
  }),
});
export const planFromSql = defineOperation({
  id: "planFromSql",
  method: "POST",
  path: "/api/v1/plans/from-sql",
  summary: "Make a plan document of an SQL script: each statement is put into its phase, or it is said why not",
  access: "migration.read",
  body: z.object({
    sql: z.string().trim().min(1, "Paste some SQL").max(1_000_000),
    engine: z.enum(DIALECTS),
    name: z.string().optional(),
    title: z.string().optional(),
  }),
  response: z.object({
    source: z.string(),
    placed: z.array(z.object({ line: z.int(), label: z.string(), step: stepId, why: z.string() })),
    unplaced: z.array(z.object({ line: z.int(), label: z.string(), sql: z.string(), why: z.string() })),
  }),
});
export const applySaferForm = defineOperation({
  id: "applySaferForm",
  method: "POST",
  path: "/api/v1/plans/safer-form",
  summary: "Rewrite one step of a plan by the safer form that a finding offers. Answers the new source; saves nothing",
  access: "migration.read",
  body: z.object({
    source: z.string().min(1, "The plan is empty").max(1_000_000),
    step: stepId,
    /** As the finding names it in `saferForm`. */
    form: z.string().max(100),
  }),
  response: z.object({
    source: z.string(),
    /** What was done, for people. */
    title: z.string(),
  }),
});
export const getPlanSchema = defineOperation({
  id: "getPlanSchema",
  method: "GET",
  path: "/api/v1/plans/schema",
  summary: "The JSON Schema of the plan document",
  access: "public",
  response: z.record(z.string(), z.unknown()),
});
