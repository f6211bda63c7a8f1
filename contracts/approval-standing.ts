import { z } from "zod";
import { APPROVER_ROLES, RISKS } from "#core/domain/approvals/approval-policy.ts";
import { LAPSES } from "#core/domain/approvals/lapse.ts";
import { STAGES } from "#core/domain/approvals/stage.ts";
import { environment } from "./database.ts";
import { id, timestamp } from "./id.ts";
import { stepId } from "./plan.ts";
import { blocker } from "./problem.ts";

export const stage = z.enum(STAGES);
export const risk = z.enum(RISKS);

export const requirement = z.object({
  count: z.int().min(1, "At least one").max(20),
  least: z.enum(APPROVER_ROLES),
  groups: z.array(id).max(20),
});

/** How a stage stands on one database: what the policy asks for, who has approved, who still may. */
export const approvalStanding = z.object({
  stage,
  /** 0: the policy asks for no separate approval. */
  required: z.int(),
  given: z.array(z.object({ name: z.string(), forName: z.string().nullable(), at: timestamp, expiresAt: timestamp })),
  /** Decisions that were given and do not hold here, each with why. */
  lapsed: z.array(z.object({ decisionId: id, why: z.enum(LAPSES) })),
  mayApprove: z.array(z.string()),
  /** Two people let it run without approval, and the time is not up. */
  isGlassBroken: z.boolean(),
  /** Why the stage may not begin; empty: it may. */
  blockers: z.array(blocker),
});

/** Somebody who delegated their place to the person who asks, with what stands against deciding there. */
export const placeOfOther = z.object({ id, name: z.string(), blockers: z.array(blocker) });
export type PlaceOfOther = z.infer<typeof placeOfOther>;

/** A database that the plan was submitted for. */
export const reviewTarget = approvalStanding.extend({
  databaseId: id,
  databaseName: z.string(),
  environment,
  risk,
  riskReasons: z.array(z.string()),
  /** Which rule of the policy counts here, in words. */
  rule: z.string(),
  readAt: timestamp,
});
export type ReviewTarget = z.infer<typeof reviewTarget>;

export const changeRequest = z.object({
  id,
  revision: z.int(),
  step: stepId,
  body: z.string(),
  byId: id,
  byName: z.string(),
  at: timestamp,
  /** Open while it has neither; a new revision leaves it behind. */
  resolvedAt: timestamp.nullable(),
  resolvedByName: z.string().nullable(),
  resolution: z.string().nullable(),
});
export type ChangeRequest = z.infer<typeof changeRequest>;
