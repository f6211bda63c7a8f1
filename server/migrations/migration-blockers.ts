import type { Blocker } from "#core/domain/blocker.ts";
import type { MigrationState } from "#core/domain/migration-state.ts";
import { type Action, may, POLICY } from "#core/domain/policy.ts";
import type { Actor } from "#server/auth/actor.ts";

export const MIGRATION_ACTIONS = ["edit", "submit", "approve", "reject", "start"] as const;
export type MigrationAction = (typeof MIGRATION_ACTIONS)[number];

const POLICY_OF: Record<MigrationAction, Action> = {
  edit: "migration.write",
  submit: "migration.submit",
  approve: "migration.review",
  reject: "migration.review",
  start: "rollout.start",
};

/** What decides whether an action may happen. */
export interface MigrationStanding {
  readonly state: MigrationState;
  /** Who wrote the migration and who its current revision; `null`: Sluice itself or a token that stands for nobody. */
  readonly authorId: string | null;
  readonly editorId: string | null;
  /** End of the valid approval of the current revision, if there is one. */
  readonly approvedUntil: Date | null;
  /** Errors of the current plan that its text alone shows. */
  readonly planErrors: number;
  readonly singlePersonMode: boolean;
}

/** Whether this person wrote what is to be approved, or nobody can say that they did not. */
export const isOwnPlan = (
  actor: Actor,
  { authorId, editorId }: Pick<MigrationStanding, "authorId" | "editorId">,
): boolean => actor.userId === null || actor.userId === authorId || actor.userId === editorId;

/** Why an action may not happen now, for this actor. Empty: it may. The page and the use cases ask the same function. */
export function migrationBlockers(
  action: MigrationAction,
  standing: MigrationStanding,
  actor: Actor,
  now: Date,
): readonly Blocker[] {
  return [...roleBlockers(action, actor), ...STATE_BLOCKERS[action](standing, actor, now)];
}

function roleBlockers(action: MigrationAction, { role }: Actor): readonly Blocker[] {
  const needed = POLICY_OF[action];
  if (may(role, needed)) return [];
  return [
    {
      code: "role",
      message: `Your role is ${role}; this needs ${POLICY[needed]} or higher`,
      fix: "Ask an owner for the role",
      who: "owner",
    },
  ];
}

type Check = (standing: MigrationStanding, actor: Actor, now: Date) => readonly Blocker[];

const isExpired = ({ state, approvedUntil }: MigrationStanding, now: Date): boolean =>
  state === "approved" && (approvedUntil === null || approvedUntil <= now);

const submit: Check = (standing, _, now) => {
  const blockers: Blocker[] = [];
  if (standing.state === "in_review") {
    blockers.push({
      code: "in-review",
      message: "It is in review already",
      fix: "Wait for an approver",
      who: "approver",
    });
  }
  if (standing.state === "approved" && !isExpired(standing, now)) {
    blockers.push({
      code: "approved",
      message: "It is approved already",
      fix: "Start a rollout, or edit it to have it reviewed anew",
      who: "operator",
    });
  }
  if (standing.state === "rejected") {
    blockers.push({
      code: "rejected",
      message: "This revision was rejected",
      fix: "Edit the plan, then submit it again",
      who: "author",
    });
  }
  if (standing.planErrors > 0) {
    const count = standing.planErrors === 1 ? "an error" : `${standing.planErrors} errors`;
    blockers.push({
      code: "plan-errors",
      message: `The plan has ${count}`,
      fix: "Mend what the findings name, then save",
      who: "author",
    });
  }
  return blockers;
};

const inReview: Check = ({ state }) => {
  if (state === "in_review") return [];
  if (state === "draft")
    return [
      { code: "not-submitted", message: "It has not been submitted for review", fix: "Submit it", who: "author" },
    ];
  const word = state === "approved" ? "approved" : "rejected";
  return [
    {
      code: `already-${word}`,
      message: `This revision is ${word} already`,
      fix: "An edit makes a new revision to decide on",
      who: "author",
    },
  ];
};

const approve: Check = (standing, actor, now) => {
  const blockers = [...inReview(standing, actor, now)];
  if (!standing.singlePersonMode && isOwnPlan(actor, standing)) {
    blockers.push({
      code: "own-plan",
      message:
        actor.userId === null
          ? "This token stands for no person, so nobody would answer for the approval"
          : "You wrote this plan, and nobody approves their own plan",
      fix: "Ask another approver",
      who: "approver",
    });
  }
  return blockers;
};

const start: Check = (standing, _, now) => {
  if (standing.state !== "approved") {
    return [
      {
        code: "not-approved",
        message: "This revision is not approved",
        fix: standing.state === "in_review" ? "Approve it" : "Submit it for review",
        who: standing.state === "in_review" ? "approver" : "author",
      },
    ];
  }
  if (isExpired(standing, now)) {
    return [
      {
        code: "approval-expired",
        message: "The approval has expired",
        fix: "Submit it for review again",
        who: "author",
      },
    ];
  }
  return [];
};

const STATE_BLOCKERS: Record<MigrationAction, Check> = { edit: () => [], submit, approve, reject: inReview, start };
