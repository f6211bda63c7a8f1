import { z } from "zod";
import { BACKFILL_STATES } from "#core/domain/backfill-state.ts";
import { DEMAND_KINDS } from "#core/domain/gate-demand.ts";
import { PHASES } from "#core/domain/phase.ts";
import { RUN_STATES } from "#core/domain/run-state.ts";
import { STEP_KINDS } from "#core/domain/step-kind.ts";
import { STEP_STATES } from "#core/domain/step-state.ts";
import { WAITING_CAUSES } from "#core/domain/waiting-cause.ts";
import { approvalStanding, placeOfOther } from "./approval-standing.ts";
import { defineOperation } from "./define-operation.ts";
import { digest, id, timestamp } from "./id.ts";
import { pageOf, pageQuery } from "./page.ts";
import { stepId, undoView } from "./plan.ts";
import { blocker } from "./problem.ts";
import { reason } from "./throttle.ts";

export const waitingCause = z.object({
  code: z.enum(WAITING_CAUSES),
  message: z.string(),
  since: timestamp,
  until: timestamp.optional(),
  detail: z.record(z.string(), z.unknown()).optional(),
});

export const evidence = z.object({
  /** What was compared, in words. */
  summary: z.string(),
  passed: z.boolean(),
  at: timestamp,
  /** Each query with what it returned: a count of disagreeing rows and keys of a few, or the two values. */
  items: z.array(z.object({ label: z.string(), sql: z.string(), result: z.string(), ms: z.number() })),
  sampleKeys: z.array(z.string()),
});
export type Evidence = z.infer<typeof evidence>;

/** Figures of a stretch of time of one backfill; what the charts draw. */
export const sample = z.object({
  backfillId: id,
  /** Milliseconds since 1970 at the end of the stretch. */
  at: z.number(),
  /** Length of the stretch. */
  ms: z.number(),
  rowsScanned: z.number(),
  rowsChanged: z.number(),
  batches: z.number(),
  /** Mean and longest batch. */
  batchMs: z.number(),
  batchMaxMs: z.number(),
  retries: z.number(),
  lockWaits: z.number(),
  errors: z.number(),
  /** Mean rows a batch. */
  batchRows: z.number(),
  /** Slices at work in the stretch. */
  slices: z.int(),
});
export type Sample = z.infer<typeof sample>;

export const backfillSettings = z.object({
  /** Rows a batch; `null`: sized by how long batches take. */
  batchSize: z.int().min(10).max(50_000).nullable(),
  pauseMs: z.int().min(0).max(60_000),
  /** Share of the time that a slice works, in percent. */
  speed: z.int().min(5).max(100),
  /** Slices at once; `null`: as many as the target bears. */
  maxSlices: z.int().min(1).max(64).nullable(),
  /** Set-aside rows after which the backfill stops. */
  skipLimit: z.int().min(0).max(100_000),
});
export const backfill = z.object({
  id,
  stepId,
  table: z.string(),
  statement: z.string(),
  key: z.string(),
  state: z.enum(BACKFILL_STATES),
  settings: backfillSettings,
  /** 0 to 1 by key position; never above. */
  fraction: z.number().min(0).max(1),
  rowEstimate: z.number().nullable(),
  rowsScanned: z.number(),
  rowsChanged: z.number(),
  batches: z.number(),
  retries: z.number(),
  lockWaits: z.number(),
  errors: z.number(),
  rowsPerSecond: z.number().nullable(),
  /** Rows a batch just now. */
  batchSize: z.number().nullable(),
  /** Seconds that are left, as a range; `null`: not known yet. */
  eta: z.object({ fromSeconds: z.number(), toSeconds: z.number() }).nullable(),
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
  /** What it is at: writing rows, or verifying them (right after each shard, then once more as the gate). */
  stage: z.enum(["writing", "verifying", "final verification"]),
  /** 0 to 1: how fast it really goes, of full speed, after all that slows it; 0 while it stands. */
  effectiveSpeed: z.number().min(0).max(1),
  /** All that slows or stops it now, worst first. */
  reasons: z.array(reason),
  /** Slices at work, and how many may be. */
  slices: z.object({ working: z.int(), allowed: z.int() }),
  /** When its last batch committed. */
  lastCommitAt: timestamp.nullable(),
  rowsSkipped: z.number(),
  rowsVerified: z.number(),
  rowsDiffering: z.number(),
  keepsOldValues: z.boolean(),
  shards: z.array(
    z.object({
      shardNo: z.int(),
      /** `written`: all its rows are written and are being verified. */
      state: z.enum(["open", "written", "done"]),
      fraction: z.number(),
      /** Share of the table that it is about, 0 to 1; the widths of the bar. */
      share: z.number(),
      /** Its range and position as the database renders keys; `[]` is no bound. */
      lo: z.string(),
      pos: z.string(),
      hi: z.string(),
      rowsSkipped: z.number(),
      rowsVerified: z.number(),
      rowsDiffering: z.number(),
      differingKeys: z.array(z.string()),
      batchSize: z.number().nullable(),
      /** Rows it has about, before it began; `null`: not known. */
      rowEstimate: z.number().nullable(),
      rowsScanned: z.number(),
      rowsChanged: z.number(),
      worker: z.string().nullable(),
      /** When the worker that holds it was last heard of. */
      heartbeatAt: timestamp.nullable(),
      epoch: z.string(),
      lastError: z.string().nullable(),
    }),
  ),
});
export type Backfill = z.infer<typeof backfill>;

export const demandStanding = z.object({
  kind: z.enum(DEMAND_KINDS),
  /** `null`: whoever sends statements. */
  application: z.string().nullable(),
  title: z.string(),
  isMet: z.boolean(),
  says: z.string(),
  blockers: z.array(blocker).readonly(),
  liftsAt: timestamp.nullable(),
});
export type DemandStanding = z.infer<typeof demandStanding>;

/** What a gate waits for. */
export const gateView = z.object({
  /** The question to a person; `null`: nobody is asked. */
  ask: z.string().nullable(),
  /** What it demands of applications, in words. */
  asked: z.array(z.string()),
  /** As a worker saw them last; empty before it came to the gate. */
  demands: z.array(demandStanding).readonly(),
  notes: z.array(z.string()).readonly(),
  lookedAt: timestamp.nullable(),
  override: z.object({ byName: z.string(), at: timestamp, reason: z.string() }).nullable(),
  /** Why it does not open now. */
  blockers: z.array(blocker),
});
export type GateView = z.infer<typeof gateView>;

export const stepRun = z.object({
  id,
  stepId,
  phase: z.enum(PHASES),
  kind: z.enum(STEP_KINDS),
  title: z.string(),
  statements: z.array(z.string()),
  undo: undoView,
  state: z.enum(STEP_STATES),
  attempt: z.int(),
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
  waiting: waitingCause.nullable(),
  /** What it is doing, in a sentence, with a share done where the server says one. */
  progress: z.object({ message: z.string(), fraction: z.number().nullable() }).nullable(),
  error: z.object({ code: z.string(), message: z.string(), fix: z.string() }).nullable(),
  evidence: evidence.nullable(),
  /** Of short DDL that committed: how long it held locks on tables, and waited for them. `waitedMs` `null`: nobody could see it. */
  locks: z.object({ heldMs: z.number(), waitedMs: z.number().nullable() }).nullable(),
  /** For a gate: who passed it. */
  passedByName: z.string().nullable(),
  gate: gateView.nullable(),
  /** For a gate its question, for a soak its time. */
  note: z.string().nullable(),
});
export type StepRun = z.infer<typeof stepRun>;

export const rolloutSummary = z.object({
  id,
  migrationId: id,
  migrationName: z.string(),
  migrationTitle: z.string(),
  revision: z.int(),
  digest,
  databaseId: id,
  databaseName: z.string(),
  environment: z.string(),
  state: z.enum(RUN_STATES),
  phase: z.enum(PHASES).nullable(),
  /** The sentence: what it is doing and why it is slow or waiting. */
  headline: z.string(),
  waiting: z.array(waitingCause),
  /** Share of the running backfill, or of steps. */
  fraction: z.number().nullable(),
  startedByName: z.string(),
  /** Started without approval, by broken glass. */
  isBreakGlass: z.boolean(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
export type RolloutSummary = z.infer<typeof rolloutSummary>;

export const ROLLOUT_ACTIONS = ["pause", "resume", "cancel", "rollback"] as const;
export const rollout = rolloutSummary.extend({
  runId: id,
  stateReason: z.string().nullable(),
  stateByName: z.string().nullable(),
  steps: z.array(stepRun),
  backfills: z.array(backfill),
  worker: z.object({ name: z.string(), heartbeatAt: timestamp }).nullable(),
  /** Why each button may not be pressed now by the person who asks; empty means it may. */
  blockers: z.object({
    pause: z.array(blocker),
    resume: z.array(blocker),
    cancel: z.array(blocker),
    rollback: z.array(blocker),
  }),
  /** Says what each button will do. */
  consequences: z.object({ pause: z.string(), resume: z.string(), cancel: z.string(), rollback: z.string() }),
  /** Rises with each change of intent; a command may carry the one it saw. */
  generation: z.int(),
  /** How the stages stand that the policy asks a separate approval for, and why the person who asks may not give it. */
  stages: z.array(
    approvalStanding.extend({ isAsked: z.boolean(), against: z.array(blocker), standsInFor: z.array(placeOfOther) }),
  ),
  approvedBy: z.array(z.object({ name: z.string(), at: timestamp, singlePerson: z.boolean() })),
});
export type Rollout = z.infer<typeof rollout>;

export const rolloutEvent = z.object({
  id: z.string(),
  at: timestamp,
  /** A person's name, or `Sluice`. */
  byName: z.string(),
  kind: z.string(),
  message: z.string(),
  stepId: stepId.nullable(),
  severity: z.enum(["info", "warning", "error"]),
});
export type RolloutEvent = z.infer<typeof rolloutEvent>;

const params = z.object({ rolloutId: id });
const command = z.object({
  reason: z.string().trim().max(280).default(""),
  /** The generation the person saw; a command on a stale page is refused. */
  generation: z.int().optional(),
});

export const listRollouts = defineOperation({
  id: "listRollouts",
  method: "GET",
  path: "/api/v1/rollouts",
  summary: "Rollouts, newest first",
  access: "rollout.read",
  query: pageQuery.extend({ state: z.enum(["open", "ended", "all"]).default("all") }),
  response: pageOf(rolloutSummary),
});
export const startRollout = defineOperation({
  id: "startRollout",
  method: "POST",
  path: "/api/v1/rollouts",
  summary: "Start a rollout of the approved plan on one database",
  access: "rollout.start",
  body: z.object({ migrationId: id, databaseId: id, digest }),
  response: rollout,
});
export const getRollout = defineOperation({
  id: "getRollout",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId",
  summary: "All of a rollout as it is now",
  access: "rollout.read",
  params,
  response: rollout,
});
const commandOperation = (name: "pause" | "resume" | "cancel", summary: string) =>
  defineOperation({
    id: `${name}Rollout`,
    method: "POST",
    path: `/api/v1/rollouts/:rolloutId/${name}`,
    summary,
    access: "rollout.control",
    params,
    body: command,
    response: rollout,
  });
export const pauseRollout = commandOperation("pause", "Stop after the batch or statement in flight");
export const resumeRollout = commandOperation("resume", "Go on; a failed step is tried again");
export const cancelRollout = commandOperation("cancel", "End for good; what was changed stays changed");
export const previewRollback = defineOperation({
  id: "previewRollback",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/rollback",
  summary: "What a rollback would do, step by step, and where it must stop",
  access: "rollout.read",
  params,
  response: z.object({
    steps: z.array(z.object({ stepId, title: z.string(), undo: undoView })),
    /** The executed step that cannot be undone; steps before it stay. */
    stopsAt: z.object({ stepId, title: z.string() }).nullable(),
    blockers: z.array(blocker),
  }),
});
export const rollbackRollout = defineOperation({
  id: "rollbackRollout",
  method: "POST",
  path: "/api/v1/rollouts/:rolloutId/rollback",
  summary: "Undo the steps in reverse order, up to the point of no return",
  access: "rollout.rollback",
  params,
  body: command,
  response: rollout,
});
export const passGate = defineOperation({
  id: "passGate",
  method: "POST",
  path: "/api/v1/rollouts/:rolloutId/gates/:stepId",
  summary: "Answer a gate with yes",
  access: "rollout.gate",
  params: z.object({ rolloutId: id, stepId }),
  body: z.object({ comment: z.string().trim().max(500).default("") }),
  response: rollout,
});
export const overrideGate = defineOperation({
  id: "overrideGate",
  method: "POST",
  path: "/api/v1/rollouts/:rolloutId/gates/:stepId/override",
  summary: "Put what a gate demands of applications aside, with a reason. A question to a person stays",
  access: "rollout.override",
  params: z.object({ rolloutId: id, stepId }),
  body: z.object({ reason: z.string().trim().min(3, "Say why").max(500) }),
  response: rollout,
});
export const tuneBackfill = defineOperation({
  id: "tuneBackfill",
  method: "PATCH",
  path: "/api/v1/rollouts/:rolloutId/backfills/:backfillId",
  summary: "Change speed, slices, batch size and pause while it runs",
  access: "backfill.tune",
  params: z.object({ rolloutId: id, backfillId: id }),
  body: backfillSettings.partial(),
  response: rollout,
});
export const listRolloutEvents = defineOperation({
  id: "listRolloutEvents",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/events",
  summary: "What happened, newest first",
  access: "rollout.read",
  params,
  query: pageQuery,
  response: pageOf(rolloutEvent),
});
export const listSamples = defineOperation({
  id: "listSamples",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/samples",
  summary: "Kept figures of the rollout's backfills, oldest first, downsampled to at most 600 a backfill",
  access: "rollout.read",
  params,
  response: z.object({ items: z.array(sample) }),
});
export const getReport = defineOperation({
  id: "getReport",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/report",
  summary: "Report of the rollout in Markdown",
  access: "rollout.read",
  params,
  answer: "text",
  response: z.string(),
});
