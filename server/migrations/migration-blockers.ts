import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import { approveBlockers } from "#core/domain/approvals/approve-blockers.ts";
import { evaluateApprovals } from "#core/domain/approvals/evaluate-approvals.ts";
import type { Blocker } from "#core/domain/blocker.ts";
import type { MigrationState } from "#core/domain/migration-state.ts";
import { type Action, may, POLICY } from "#core/domain/policy.ts";
import { deciderOf } from "#server/approvals/decider-of.ts";
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
  /** Errors of the current plan that its text alone shows. */
  readonly planErrors: number;
  /** What is asked of the start on each database that the plan was submitted for. */
  readonly questions: readonly ApprovalQuestion[];
  /** In whose place is decided, by delegation. */
  readonly forId?: string | null | undefined;
  /** Whether it is to be submitted for other databases than before. */
  readonly namesOthers?: boolean | undefined;
}

/** Why an action may not happen now, for this actor. Empty: it may. The page and the use cases ask the same function. */
export function migrationBlockers(
  action: MigrationAction,
  standing: MigrationStanding,
  actor: Actor,
): readonly Blocker[] {
  return [...roleBlockers(action, actor), ...STATE_BLOCKERS[action](standing, actor)];
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

type Check = (standing: MigrationStanding, actor: Actor) => readonly Blocker[];

const isShort = (question: ApprovalQuestion): boolean => {
  const { given, required } = evaluateApprovals(question);
  return given.length < required;
};

/** Approved once, and by now an approval is missing somewhere: it expired, the schema changed, or the policy did. */
const hasLapsed = ({ state, questions }: MigrationStanding): boolean =>
  state === "approved" && (questions.length === 0 || questions.some(isShort));

const submit: Check = (standing) => {
  const blockers: Blocker[] = [];
  if (standing.state === "in_review" && !standing.namesOthers) {
    blockers.push({
      code: "in-review",
      message: "It is in review already",
      fix: "Wait for an approver",
      who: "approver",
    });
  }
  if (standing.state === "approved" && !hasLapsed(standing) && !standing.namesOthers) {
    blockers.push({
      code: "approved",
      message: "It is approved already",
      fix: "Start a rollout, or edit it to have it reviewed anew",
      who: "operator",
    });
  }
  if (standing.state === "rejected") blockers.push(rejected);
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

const rejected: Blocker = {
  code: "rejected",
  message: "This revision was rejected",
  fix: "Edit the plan, then submit it again",
  who: "author",
};
const notSubmitted: Blocker = {
  code: "not-submitted",
  message: "It has not been submitted for review",
  fix: "Submit it",
  who: "author",
};
const namesNoDatabase: Blocker = {
  code: "no-database",
  message: "The plan names no database that it is meant for",
  fix: "Submit it again and name the databases",
  who: "author",
};

const inReview: Check = (standing) => {
  const { state } = standing;
  if (state === "in_review" || hasLapsed(standing)) return [];
  if (state === "draft") return [notSubmitted];
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

const approve: Check = (standing, actor) => {
  const state = inReview(standing, actor);
  if (standing.questions.length === 0) return [...state, ...(state.length === 0 ? [namesNoDatabase] : [])];
  const { forId = null, questions } = standing;
  const each = questions.map((question) => approveBlockers(question, { person: deciderOf(question, actor), forId }));
  const common = each.flatMap((blockers) => blockers.filter(({ code }) => FOR_ALL.includes(code)));
  // Who may approve for one of the databases may decide; for the others another's approval is missing.
  const own = each.map((blockers) => blockers.filter(({ code }) => !FOR_ALL.includes(code)));
  return unique([...state, ...common, ...(own.some((it) => it.length === 0) ? [] : own.flat())]);
};

const FOR_ALL: readonly string[] = ["plan-errors", "changes-requested", "schema-unread"];

const start: Check = ({ state, questions }) => {
  const each = questions.map((question) => startBlockers(state, question));
  if (each.some((it) => it.length === 0)) return [];
  const blockers = each.flat();
  if (questions.length > 0) return unique(blockers);
  return state === "draft" ? [notSubmitted] : state === "rejected" ? [rejected] : [namesNoDatabase];
};

/** Why the plan may not start on one of its databases. Broken glass does without a review, never against a rejection. */
export function startBlockers(state: MigrationState, question: ApprovalQuestion): readonly Blocker[] {
  const { isGlassBroken, blockers } = evaluateApprovals(question);
  if (state === "rejected") return [rejected, ...blockers];
  return state === "draft" && !isGlassBroken ? [notSubmitted, ...blockers] : blockers;
}

const unique = (blockers: readonly Blocker[]): readonly Blocker[] => [
  ...new Map(blockers.map((it) => [it.code + it.message, it])).values(),
];

const STATE_BLOCKERS: Record<MigrationAction, Check> = { edit: () => [], submit, approve, reject: inReview, start };
