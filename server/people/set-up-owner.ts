import { hashPassword } from "better-auth/crypto";
import type { z } from "zod";
import type { setUpOwnerBody } from "#contracts/person.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Needs } from "#server/container.ts";
import { requestOrigin } from "#server/http/request-origin.ts";
import { newId } from "#server/new-id.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { inspectSetup } from "./inspect-setup.ts";
import { takeSetupToken } from "./installation-repository.ts";
import { insertUser } from "./person-repository.ts";

const REASONS = {
  used: "The first owner is there already. Sign in, or ask an owner for an invitation.",
  expired: "This link has expired. Restart Sluice to get a new one.",
  unknown: "This is not the newest set-up link. Use the one that Sluice printed last.",
};

/** Makes the first owner with the one-time link and signs them in. */
export async function setUpOwner(
  deps: Needs<"prisma" | "auth" | "feed" | "now">,
  input: z.output<typeof setUpOwnerBody> & { readonly headers: Headers },
): Promise<{ readonly userId: string; readonly headers: Headers }> {
  const { token, name, password, headers } = input;
  const email = input.email.toLowerCase();
  const { reason } = await inspectSetup(deps, token);
  if (reason) throw new DomainError("expired", REASONS[reason]);
  const passwordHash = await hashPassword(password);
  const userId = newId();
  await deps.prisma.$transaction(async (tx) => {
    if (!(await takeSetupToken(tx, tokenHash(token), deps.now()))) throw new DomainError("expired", REASONS.used);
    await insertUser(tx, { id: userId, accountId: newId(), name, email, role: "owner", passwordHash });
    const actor = {
      kind: "person",
      id: userId,
      userId,
      name,
      email,
      role: "owner",
      ...requestOrigin(headers),
    } as const;
    const after = { email, role: "owner" };
    await writeAudit(tx, actor, {
      action: "person.set-up-owner",
      objectType: "person",
      objectId: userId,
      objectName: name,
      after,
    });
  });
  await deps.feed.publish({ type: "people.changed" });
  return { userId, headers: await deps.auth.signIn({ email, password }, headers) };
}
