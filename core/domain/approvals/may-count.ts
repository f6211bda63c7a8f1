import { isAtLeast } from "../role.ts";
import type { Requirement } from "./approval-policy.ts";
import type { ApprovalQuestion, DelegationFact, GivenApproval, Reviewer } from "./approval-question.ts";

/** Whether a person is one of those whom a requirement is about. */
export const isEligible = (person: Reviewer, { least, groups }: Requirement): boolean =>
  !person.isDisabled &&
  isAtLeast(person.role, least) &&
  (groups.length === 0 || groups.some((group) => person.groups.includes(group)));

/** The least that the policy table asks of anybody who decides, also in another's place. */
export const isReviewer = ({ isDisabled, role }: Reviewer): boolean => !isDisabled && isAtLeast(role, "approver");

/** A delegation that was good at a moment. What was received cannot be handed on: only `fromId`'s own place counts. */
export const wasDelegated = (
  delegations: readonly DelegationFact[],
  pair: { readonly fromId: string; readonly toId: string; readonly at: Date },
): boolean =>
  delegations.some(
    ({ fromId, toId, from, until, revokedAt }) =>
      fromId === pair.fromId &&
      toId === pair.toId &&
      from <= pair.at &&
      pair.at < until &&
      (revokedAt === null || pair.at < revokedAt),
  );

/** Whether those behind an approval may give it, as they are now. In single-person mode one person may do it all. */
export function isByTheRight(question: ApprovalQuestion, requirement: Requirement, approval: GivenApproval): boolean {
  if (question.singlePersonMode) return true;
  const { personId, forId, at } = approval;
  const actor = question.people.find(({ id }) => id === personId);
  const principal = forId === null ? actor : question.people.find(({ id }) => id === forId);
  if (!actor || !principal || approval.singlePerson) return false;
  if (question.authorIds.includes(actor.id) || question.authorIds.includes(principal.id)) return false;
  if (!isReviewer(actor) || !isEligible(principal, requirement)) return false;
  return forId === null || wasDelegated(question.delegations, { fromId: principal.id, toId: actor.id, at });
}

/** Approvals of distinct people: nobody counts twice, neither as the one who pressed nor as the one stood in for. */
export function distinct(approvals: readonly GivenApproval[]): readonly GivenApproval[] {
  const seen = new Set<string>();
  return approvals.filter(({ personId, forId }) => {
    if (seen.has(personId) || (forId !== null && seen.has(forId))) return false;
    seen.add(personId);
    if (forId !== null) seen.add(forId);
    return true;
  });
}
