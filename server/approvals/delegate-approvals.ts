import type { Delegation } from "#contracts/approval.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { isAtLeast } from "#core/domain/role.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { getUser } from "#server/people/person-repository.ts";
import { insertDelegation } from "./delegation-repository.ts";
import { toDelegation } from "./to-delegation.ts";

const DAY_MS = 86_400_000;

/**
 * Lets another approver stand in for a time. It passes on a place in the policy, never a role: who stands in must be
 * an approver themselves. What was received is not handed on, and no author decides on their plan by it.
 */
export async function delegateApprovals(
  deps: Needs<"prisma" | "feed" | "now">,
  input: { readonly actor: Actor; readonly toId: string; readonly days: number; readonly reason: string },
): Promise<Delegation> {
  const { actor, toId, days, reason } = input;
  assertCan(actor, "approval.delegate");
  const { userId } = actor;
  if (userId === null)
    throw new DomainError(
      "blocked",
      "This token stands for no person, so it has no place to pass on. Nothing was changed.",
    );
  const to = await getUser(deps.prisma, toId);
  if (!to || to.disabledAt) throw new DomainError("not-found", "There is no such person. Nothing was changed.");
  if (to.id === userId)
    throw new DomainError("invalid-input", "One does not stand in for oneself. Name somebody else.");
  if (!isAtLeast(to.role, "approver"))
    throw new DomainError(
      "blocked",
      `${to.name} is ${to.role} and may not approve at all. Nothing was changed. Ask an owner for the role first.`,
    );
  const at = deps.now();
  const until = new Date(at.getTime() + days * DAY_MS);
  const row = await deps.prisma.$transaction(async (tx) => {
    const people = { fromId: userId, fromName: actor.name, toId: to.id, toName: to.name };
    const made = await insertDelegation(tx, { id: newId(), ...people, reason, at, until });
    await writeAudit(tx, actor, {
      action: "approval.delegate",
      objectType: "delegation",
      objectId: made.id,
      objectName: `${actor.name} to ${to.name}`,
      after: { to: to.name, until: until.toISOString() },
      reason,
    });
    return made;
  });
  await deps.feed.publish({ type: "people.changed" });
  return toDelegation(row, at);
}
