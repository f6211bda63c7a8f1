import type { Blocker } from "../blocker.ts";
import { requirementOf } from "./approval-policy.ts";
import type { ApprovalQuestion, Reviewer } from "./approval-question.ts";
import { evaluateApprovals, whose } from "./evaluate-approvals.ts";
import { isEligible, isReviewer, wasDelegated } from "./may-count.ts";

/** Who decides: the person, and whose place they take. `null`: a token that stands for nobody. */
export interface Decider {
  readonly person: Reviewer | null;
  readonly forId: string | null;
}

/** Why this person may not approve a stage on this database now; empty: they may. */
export function approveBlockers(question: ApprovalQuestion, decider: Decider): readonly Blocker[] {
  const standing = evaluateApprovals(question);
  return [
    ...standing.blockers.filter(({ code }) => STANDS_IN_THE_WAY.includes(code)),
    ...(question.singlePersonMode ? [] : personBlockers(question, decider)),
  ];
}

const STANDS_IN_THE_WAY: readonly string[] = ["plan-errors", "changes-requested", "schema-unread"];

function personBlockers(question: ApprovalQuestion, { person, forId }: Decider): Blocker[] {
  if (!person) {
    const message = "This token stands for no person, so nobody would answer for the approval";
    return [{ code: "own-plan", message, fix: "Ask another approver", who: "approver" }];
  }
  const principal = forId === null ? person : question.people.find(({ id }) => id === forId);
  if (question.authorIds.includes(person.id)) {
    const message = "You wrote this plan, and nobody approves their own plan";
    return [{ code: "own-plan", message, fix: "Ask another approver", who: "approver" }];
  }
  if (!principal) return [notDelegated("them")];
  if (question.authorIds.includes(principal.id)) {
    const message = `${principal.name} wrote this plan, and nobody approves their own plan, through somebody else neither`;
    return [{ code: "own-plan", message, fix: "Ask another approver", who: "approver" }];
  }
  const delegated = { fromId: principal.id, toId: person.id, at: question.now };
  if (forId !== null && !wasDelegated(question.delegations, delegated)) return [notDelegated(principal.name)];
  return [...rightBlockers(question, person, principal), ...twiceBlockers(question, person, principal)];
}

const notDelegated = (name: string): Blocker => ({
  code: "not-delegated",
  message: `Nothing is delegated to you by ${name} now`,
  fix: "Decide for yourself, or ask for a delegation",
  who: "approver",
});

function rightBlockers(question: ApprovalQuestion, person: Reviewer, principal: Reviewer): Blocker[] {
  const requirement = requirementOf(question.rule, question.stage);
  if (!requirement) return [notAsked(question)];
  if (isReviewer(person) && isEligible(principal, requirement)) return [];
  return [
    {
      code: "not-eligible",
      message: `On ${question.databaseName} the policy asks for approvals${whose(requirement, question)}, and you are none of those`,
      fix: "Ask one of those whom the policy names, or an owner for a place among them",
      who: "owner",
    },
  ];
}

function twiceBlockers(question: ApprovalQuestion, person: Reviewer, principal: Reviewer): Blocker[] {
  const { given } = evaluateApprovals(question);
  const isIn = ({ personId, forId }: (typeof given)[number]) =>
    [personId, forId].some((it) => it === person.id || it === principal.id);
  if (!given.some(isIn)) return [];
  const message = "You have approved this already, and nobody counts twice";
  return [{ code: "you-approved", message, fix: "Wait for another approver", who: "approver" }];
}

const notAsked = ({ databaseName }: ApprovalQuestion): Blocker => ({
  code: "not-asked",
  message: `On ${databaseName} the policy asks for no separate approval here`,
  fix: "Nothing is to be done",
  who: "nobody",
});
