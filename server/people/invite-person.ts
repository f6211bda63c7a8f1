import type { Invite } from "#contracts/person.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Role } from "#core/domain/role.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { leaveSinglePersonMode } from "./installation-repository.ts";
import { insertInvite, revokeOpenInvites } from "./invite-repository.ts";
import { newSecret } from "./new-secret.ts";
import { getUserByEmail } from "./person-repository.ts";
import { toInvite } from "./to-person.ts";

const GOOD_FOR_MS = 7 * 24 * 60 * 60 * 1000;

/** Makes a link by which somebody becomes a user. From now on nobody approves their own plans. */
export async function invitePerson(
  deps: Needs<"prisma" | "env" | "feed" | "now">,
  input: { readonly actor: Actor; readonly email: string; readonly role: Role },
): Promise<{ invite: Invite; url: string }> {
  const { actor, role } = input;
  assertCan(actor, "people.manage");
  const email = input.email.toLowerCase();
  if (await getUserByEmail(deps.prisma, email)) {
    throw new DomainError("conflict", `${email} is a user already. Nothing was changed. Change their role instead.`);
  }
  const secret = newSecret();
  const expiresAt = new Date(deps.now().getTime() + GOOD_FOR_MS);
  const createdById = actor.userId ?? actor.id;
  const row = await deps.prisma.$transaction(async (tx) => {
    await revokeOpenInvites(tx, email, deps.now());
    const facts = { email, role, createdById, createdByName: actor.name, expiresAt };
    const made = await insertInvite(tx, { id: newId(), tokenHash: tokenHash(secret), ...facts });
    const object = { objectType: "invite", objectId: made.id, objectName: email };
    await writeAudit(tx, actor, { action: "invite.create", ...object, after: { email, role } });
    if (await leaveSinglePersonMode(tx)) {
      const change = { before: { singlePersonMode: true }, after: { singlePersonMode: false } };
      const reason = `${email} was invited`;
      await writeAudit(tx, actor, {
        action: "settings.leave-single-person-mode",
        objectType: "installation",
        objectId: null,
        objectName: null,
        reason,
        ...change,
      });
    }
    return made;
  });
  await deps.feed.publish({ type: "people.changed" });
  return { invite: toInvite(row), url: `${deps.env.url}/invite#token=${secret}` };
}
