import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { takeBackInvite } from "./invite-repository.ts";

/** Makes an invitation unusable. One that was accepted stays: disable the person instead. */
export async function revokeInvite(
  deps: Needs<"prisma" | "feed" | "now">,
  input: { readonly actor: Actor; readonly inviteId: string },
): Promise<{ done: true }> {
  const { actor, inviteId } = input;
  assertCan(actor, "people.manage");
  await deps.prisma.$transaction(async (tx) => {
    const invite = await takeBackInvite(tx, inviteId, deps.now());
    if (!invite)
      throw new DomainError("not-found", "There is no such open invitation: it was accepted or revoked already.");
    const before = { email: invite.email, role: invite.role };
    await writeAudit(tx, actor, {
      action: "invite.revoke",
      objectType: "invite",
      objectId: inviteId,
      objectName: invite.email,
      before,
    });
  });
  await deps.feed.publish({ type: "people.changed" });
  return { done: true };
}
