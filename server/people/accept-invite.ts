import { hashPassword } from "better-auth/crypto";
import type { z } from "zod";
import type { acceptInviteBody } from "#contracts/person.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Needs } from "#server/container.ts";
import { requestOrigin } from "#server/http/request-origin.ts";
import { newId } from "#server/new-id.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { inspectInvite } from "./inspect-invite.ts";
import { getInviteByHash, takeInvite } from "./invite-repository.ts";
import { getUserByEmail, insertUser } from "./person-repository.ts";

const REASONS = {
  used: "This invitation was used already. Sign in.",
  expired: "This invitation has expired. Ask for a new one.",
  revoked: "This invitation was taken back. Ask who sent it.",
  unknown: "This invitation is not known. Use the whole link as it was sent.",
};

/** Makes a user of somebody who was invited and signs them in. */
export async function acceptInvite(
  deps: Needs<"prisma" | "auth" | "feed" | "now">,
  input: z.output<typeof acceptInviteBody> & { readonly headers: Headers },
): Promise<{ readonly userId: string; readonly headers: Headers }> {
  const { token, name, password, headers } = input;
  const { reason } = await inspectInvite(deps, token);
  if (reason) throw new DomainError("expired", REASONS[reason]);
  const passwordHash = await hashPassword(password);
  const userId = newId();
  const email = await deps.prisma.$transaction(async (tx) => {
    const invite = await getInviteByHash(tx, tokenHash(token));
    if (!invite || !(await takeInvite(tx, invite.id, deps.now()))) throw new DomainError("expired", REASONS.used);
    const { email, role } = invite;
    if (await getUserByEmail(tx, email)) throw new DomainError("conflict", `${email} is a user already. Sign in.`);
    await insertUser(tx, { id: userId, accountId: newId(), name, email, role, passwordHash });
    const actor = { kind: "person", id: userId, userId, name, email, role, ...requestOrigin(headers) } as const;
    const object = { objectType: "person", objectId: userId, objectName: name };
    await writeAudit(tx, actor, {
      action: "invite.accept",
      ...object,
      after: { email, role },
      reason: `invited by ${invite.createdByName}`,
    });
    return email;
  });
  await deps.feed.publish({ type: "people.changed" });
  return { userId, headers: await deps.auth.signIn({ email, password }, headers) };
}
