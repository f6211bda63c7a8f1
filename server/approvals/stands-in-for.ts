import type { PlaceOfOther } from "#contracts/approval-standing.ts";
import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import { approveBlockers } from "#core/domain/approvals/approve-blockers.ts";
import type { Actor } from "#server/auth/actor.ts";
import { deciderOf } from "./decider-of.ts";

/** Each person who delegated to this one, with what stands against deciding in their place. */
export function standsInFor(questions: readonly ApprovalQuestion[], actor: Actor): PlaceOfOther[] {
  const { userId } = actor;
  const [first] = questions;
  if (!first) return [];
  const { delegations, people, now } = first;
  const good = delegations.filter(
    ({ toId, from, until, revokedAt }) => toId === userId && from <= now && now < until && revokedAt === null,
  );
  const person = deciderOf(first, actor);
  return people
    .filter(({ id }) => good.some(({ fromId }) => fromId === id))
    .map(({ id, name }) => {
      const each = questions.map((question) => approveBlockers(question, { person, forId: id }));
      return { id, name, blockers: each.some((it) => it.length === 0) ? [] : [...(each[0] ?? [])] };
    });
}
