import { DomainError } from "#core/domain/domain-error.ts";
import { may } from "#core/domain/policy.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getTokenById, markRevoked } from "./token-repository.ts";

/** Makes an API token useless from the next request on. One's own; who manages people may revoke any. */
export async function revokeToken(
  deps: Needs<"prisma" | "feed" | "now">,
  input: { readonly actor: Actor; readonly tokenId: string },
): Promise<{ done: true }> {
  const { actor, tokenId } = input;
  assertCan(actor, "token.manage");
  const token = await getTokenById(deps.prisma, tokenId);
  const isOwn = token !== null && token.userId !== null && token.userId === actor.userId;
  // Somebody else's token is not told from one that does not exist.
  if (!token || !(isOwn || may(actor.role, "people.manage")))
    throw new DomainError("not-found", "There is no such token of yours.");
  await deps.prisma.$transaction(async (tx) => {
    if (!(await markRevoked(tx, tokenId, deps.now()))) return;
    const before = { role: token.role, ownerName: token.ownerName };
    await writeAudit(tx, actor, {
      action: "token.revoke",
      objectType: "token",
      objectId: tokenId,
      objectName: token.name,
      before,
    });
  });
  await deps.feed.publish({ type: "people.changed" });
  return { done: true };
}
