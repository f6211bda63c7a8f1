import type { ApprovalQuestion, Reviewer } from "#core/domain/approvals/approval-question.ts";
import { lesserRole } from "#core/domain/role.ts";
import type { Actor } from "#server/auth/actor.ts";

/** The person behind an actor, with no more than the actor's own role: a token may have less than its owner. */
export function deciderOf({ people }: Pick<ApprovalQuestion, "people">, { userId, role }: Actor): Reviewer | null {
  const person = people.find(({ id }) => id === userId);
  return person ? { ...person, role: lesserRole(person.role, role) } : null;
}
