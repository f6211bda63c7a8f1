import { z } from "zod";
import { placeOfOther, stage } from "./approval-standing.ts";
import { defineOperation } from "./define-operation.ts";
import { digest, done, id, timestamp } from "./id.ts";
import { migration } from "./migration.ts";
import { stepId } from "./plan.ts";
import { rollout } from "./rollout.ts";

const params = z.object({ migrationId: id });

/** What somebody approved before is not what is there now. */
export const difference = z.object({
  kind: z.enum(["plan", "database-added", "database-removed", "schema", "policy"]),
  /** One sentence. */
  message: z.string(),
  /** For a schema: its lines before and after. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type Difference = z.infer<typeof difference>;

export const approvalSubject = z.object({
  /** Over the plan, the databases with their schemas, and the rules of the policy. Sent with the decision. */
  approvalDigest: digest,
  planDigest: digest,
  policyVersion: z.int(),
  targets: z.array(
    z.object({
      databaseId: id,
      databaseName: z.string(),
      fingerprint: digest.nullable(),
      /** Why its schema could not be read. */
      problem: z.string().nullable(),
    }),
  ),
  /** Against the last approval that was given; empty when nothing was approved or nothing changed. */
  differences: z.array(difference),
  /** Revisions to compare, where the plan is another one. */
  changedSince: z.object({ from: z.int(), to: z.int() }).nullable(),
  /** In whose place the person who asks may approve. */
  standsInFor: z.array(placeOfOther),
});
export type ApprovalSubject = z.infer<typeof approvalSubject>;

export const getApproval = defineOperation({
  id: "getApproval",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/approval",
  summary: "What an approval would be for, read from the databases now, and what changed since the last one",
  access: "migration.read",
  params,
  response: approvalSubject,
});

export const evidenceOfDecision = z.object({
  decisionId: id,
  sha256: digest,
  /** Whether the stored text still has the hash that the decision holds. */
  intact: z.boolean(),
  at: timestamp,
  content: z.record(z.string(), z.unknown()),
});
export const getDecisionEvidence = defineOperation({
  id: "getDecisionEvidence",
  method: "GET",
  path: "/api/v1/migrations/:migrationId/decisions/:decisionId/evidence",
  summary: "What the approver saw, as it was sealed with the decision",
  access: "migration.read",
  params: params.extend({ decisionId: id }),
  response: evidenceOfDecision,
});

export const requestBody = z.object({
  step: stepId,
  body: z.string().trim().min(1, "Say what is to change").max(4000),
});
export const requestChanges = defineOperation({
  id: "requestChanges",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/requests",
  summary:
    "Ask for another form of a step; stands in the way of approval until it is resolved or a new revision is saved",
  access: "migration.review",
  params,
  body: requestBody.extend({ digest }),
  response: migration,
});
export const resolveRequest = defineOperation({
  id: "resolveRequest",
  method: "POST",
  path: "/api/v1/migrations/:migrationId/requests/:requestId/resolve",
  summary: "Take a request for a change back, or say that it is answered. Not for the author",
  access: "migration.review",
  params: params.extend({ requestId: id }),
  body: z.object({ comment: z.string().trim().max(4000).default("") }),
  response: migration,
});

export const approveStage = defineOperation({
  id: "approveStage",
  method: "POST",
  path: "/api/v1/rollouts/:rolloutId/approvals/:stage",
  summary: "Approve that a rollout which waits for it cuts over, or contracts",
  access: "rollout.approve",
  params: z.object({ rolloutId: id, stage: stage.exclude(["start"]) }),
  body: z.object({
    digest: digest.describe("The plan's digest, as the rollout has it"),
    comment: z.string().trim().max(4000).default(""),
    forId: id.optional().describe("Decide in this person's place, who delegated it to you"),
  }),
  response: rollout,
});

export const delegation = z.object({
  id,
  fromId: id,
  fromName: z.string(),
  toId: id,
  toName: z.string(),
  reason: z.string(),
  at: timestamp,
  until: timestamp,
  revokedAt: timestamp.nullable(),
  isGood: z.boolean(),
});
export type Delegation = z.infer<typeof delegation>;
export const delegationBody = z.object({
  toId: id,
  days: z.int().min(1, "At least a day").max(90, "At most 90 days"),
  reason: z.string().trim().min(1, "Say why").max(280),
});
export const listDelegations = defineOperation({
  id: "listDelegations",
  method: "GET",
  path: "/api/v1/delegations",
  summary: "Who stands in for whom, newest first",
  access: "policy.read",
  response: z.object({ items: z.array(delegation) }),
});
export const delegateApprovals = defineOperation({
  id: "delegateApprovals",
  method: "POST",
  path: "/api/v1/delegations",
  summary: "Let another approver stand in for you in policies, for a time",
  access: "approval.delegate",
  body: delegationBody,
  response: delegation,
});
export const endDelegation = defineOperation({
  id: "endDelegation",
  method: "DELETE",
  path: "/api/v1/delegations/:delegationId",
  summary: "End a delegation at once: one's own, for an owner any",
  access: "approval.delegate",
  params: z.object({ delegationId: id }),
  response: done,
});
