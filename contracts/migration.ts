import { z } from "zod";
import { DIALECTS } from "#core/domain/dialect.ts";
import { MIGRATION_STATES } from "#core/domain/migration-state.ts";
import { RUN_STATES } from "#core/domain/run-state.ts";
import { changeRequest, reviewTarget, stage } from "./approval-standing.ts";
import { defineOperation } from "./define-operation.ts";
import { digest, id, timestamp } from "./id.ts";
import { planView, stepId } from "./plan.ts";
import { blocker } from "./problem.ts";

export const migrationState = z.enum(MIGRATION_STATES);
export const migrationSummary = z.object({
  id,
  name: z.string(),
  title: z.string(),
  engine: z.enum(DIALECTS),
  state: migrationState,
  revision: z.int(),
  digest,
  authorName: z.string(),
  updatedAt: timestamp,
  lastRollout: z.object({ rolloutId: id, databaseName: z.string(), state: z.enum(RUN_STATES) }).nullable(),
});
export type MigrationSummary = z.infer<typeof migrationSummary>;

export const reviewDecision = z.object({
  id,
  revision: z.int(),
  digest,
  decision: z.enum(["approved", "rejected"]),
  comment: z.string(),
  byId: id,
  byName: z.string(),
  at: timestamp,
  /** Given by the author alone in single-person mode. */
  singlePerson: z.boolean(),
  /** An edit, other databases or another policy made it void. */
  voidedAt: timestamp.nullable(),
  voidReason: z.string().nullable(),
  expiresAt: timestamp,
  /** What it was given for; later stages are approved on the rollout. */
  stage,
  databases: z.array(z.string()),
  /** In whose place, by delegation. */
  forName: z.string().nullable(),
  /** SHA-256 of what the approver saw; opened with `getDecisionEvidence`. */
  evidenceSha256: digest.nullable(),
});
export type ReviewDecision = z.infer<typeof reviewDecision>;

export const comment = z.object({
  id,
  revision: z.int(),
  /** `null`: on the migration as a whole. */
  step: stepId.nullable(),
  body: z.string(),
  byName: z.string(),
  at: timestamp,
});
export type Comment = z.infer<typeof comment>;

export const migration = migrationSummary.extend({
  description: z.string().nullable(),
  authorId: id.nullable(),
  createdAt: timestamp,
  source: z.string(),
  revisions: z.array(z.object({ number: z.int(), digest, authorName: z.string(), at: timestamp })),
  decisions: z.array(reviewDecision),
  comments: z.array(comment),
  /** The databases that it was submitted for, each with how its approval stands. */
  targets: z.array(reviewTarget),
  requests: z.array(changeRequest),
  rollouts: z.array(
    z.object({ rolloutId: id, databaseName: z.string(), state: z.enum(RUN_STATES), at: timestamp, byName: z.string() }),
  ),
  /** Why each action may not happen now, for the person who asks; empty means it may. */
  blockers: z.object({
    edit: z.array(blocker),
    submit: z.array(blocker),
    approve: z.array(blocker),
    reject: z.array(blocker),
    start: z.array(blocker),
  }),
});
export type Migration = z.infer<typeof migration>;

const params = z.object({ migrationId: id });
const source = z.string().min(1, "The plan is empty").max(1_000_000);

export const listMigrations = defineOperation({
  id: "listMigrations",
  method: "GET",
  path: "/api/v1/migrations",
  summary: "Migrations, newest first",
  access: "migration.read",
  response: z.object({ items: z.array(migrationSummary) }),
});
export const createMigration = defineOperation({
  id: "createMigration",
  method: "POST",
  path: "/api/v1/migrations",
  summary: "Create a migration from a plan document (YAML or JSON). An invalid plan is refused with line and column",
  access: "migration.write",
  body: z.object({ source }),
  response: migration,
});
export const getMigration = defineOperation({
  id: "getMigration",
  method: "GET",
  path: "/api/v1/migrations/:migrationId",
  summary: "A migration with its revisions, review and what may happen next. The id or the name",
  access: "migration.read",
  params: z.object({ migrationId: z.string() }),
  response: migration,
});
export const getRevision = defineOperation({
  id: "getRevision",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/revisions/:number",
  summary: "The source of a revision",
  access: "migration.read",
  params: z.object({ migrationId: id, number: z.coerce.number().int().min(1) }),
  response: z.object({ number: z.int(), digest, source: z.string(), authorName: z.string(), at: timestamp }),
});
export const saveRevision = defineOperation({
  id: "saveRevision",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/revisions",
  summary: "Save a new revision; voids approvals. Refused when somebody saved meanwhile",
  access: "migration.write",
  params,
  body: z.object({ source, baseDigest: digest }),
  response: migration,
});
export const getPlan = defineOperation({
  id: "getPlan",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/plan",
  summary: "The plan as a reviewer reads it: steps, locks, sizes, undo, findings",
  access: "migration.read",
  params,
  query: z.object({ databaseId: id.optional(), revision: z.coerce.number().int().min(1).optional() }),
  response: planView,
});
export const submitMigration = defineOperation({
  id: "submitMigration",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/submit",
  summary: "Ask for review for named databases; the only one that fits needs no name. A plan with errors is refused",
  access: "migration.submit",
  params,
  body: z.object({
    databaseId: id.optional().describe("The one database that the plan is meant for"),
    databaseIds: z.array(id).min(1).max(200).optional().describe("All databases that the plan is meant for"),
  }),
  response: migration,
});
export const reviewBody = z.object({
  decision: z.enum(["approve", "reject"]),
  digest,
  comment: z.string().trim().max(4000).default(""),
  approvalDigest: digest.optional().describe("What was seen, of `getApproval`; refused when it is another by now"),
  forId: id.optional().describe("Decide in this person's place, who delegated it to you"),
});
export const reviewMigration = defineOperation({
  id: "reviewMigration",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/review",
  summary: "Approve or reject the revision with this digest",
  access: "migration.review",
  params,
  body: reviewBody,
  response: migration,
});
export const commentOnMigration = defineOperation({
  id: "commentOnMigration",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/comments",
  summary: "Comment on the migration or on a step",
  access: "migration.comment",
  params,
  body: z.object({ body: z.string().trim().min(1, "Say something").max(4000), step: stepId.optional() }),
  response: comment,
});
