import { DomainError } from "#core/domain/domain-error.ts";
import { may } from "#core/domain/policy.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { findDelegation, markRevoked } from "./delegation-repository.ts";

/** Ends a delegation at once: one's own, and for an owner any. What was decided by it stays. */
export async function endDelegation(
  deps: Needs<"prisma" | "feed" | "now">,
  input: { readonly actor: Actor; readonly delegationId: string },
): Promise<{ done: true }> {
  const { actor, delegationId } = input;
  assertCan(actor, "approval.delegate");
  await deps.prisma.$transaction(async (tx) => {
    const row = await findDelegation(tx, delegationId);
    if (!row) throw new DomainError("not-found", "There is no such delegation. Nothing was changed.");
    if (row.fromId !== actor.userId && !may(actor.role, "policy.write"))
      throw new DomainError("forbidden", `It is ${row.fromName}'s. Nothing was changed. They or an owner can end it.`);
    if (!(await markRevoked(tx, row.id, deps.now()))) return;
    await writeAudit(tx, actor, {
      action: "approval.end-delegation",
      objectType: "delegation",
      objectId: row.id,
      objectName: `${row.fromName} to ${row.toName}`,
      before: { until: row.until.toISOString() },
      after: null,
    });
  });
  await deps.feed.publish({ type: "people.changed" });
  return { done: true };
}
