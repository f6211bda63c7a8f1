import type { z } from "zod";
import type { ApiToken, tokenBody } from "#contracts/person.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { may, POLICY } from "#core/domain/policy.ts";
import { isAtLeast } from "#core/domain/role.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { newSecret } from "./new-secret.ts";
import { toApiToken } from "./to-person.ts";
import { insertToken } from "./token-repository.ts";

export const TOKEN_PREFIX = "slc_";
const SHOWN_CHARACTERS = TOKEN_PREFIX.length + 6;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes an API token. Its secret is in this answer and nowhere else. */
export async function createToken(
  deps: Needs<"prisma" | "feed" | "now">,
  input: z.output<typeof tokenBody> & { readonly actor: Actor },
): Promise<{ token: ApiToken; secret: string }> {
  const { actor, name, role, only, expiresInDays } = input;
  assertCan(actor, "token.manage");
  if (!isAtLeast(actor.role, role)) {
    throw new DomainError(
      "forbidden",
      `A token cannot have more than your own role, ${actor.role}. Nothing was created.`,
    );
  }
  if (only && !may(role, only)) {
    const message = `A token for ${only} needs the role ${POLICY[only]} or higher. Nothing was created.`;
    throw new DomainError("invalid-input", message);
  }
  const secret = newSecret(TOKEN_PREFIX);
  const expiresAt = expiresInDays === undefined ? null : new Date(deps.now().getTime() + expiresInDays * DAY_MS);
  const row = await deps.prisma.$transaction(async (tx) => {
    const owner = { userId: actor.userId, ownerName: actor.name };
    const kept = { tokenHash: tokenHash(secret), prefix: secret.slice(0, SHOWN_CHARACTERS) };
    const made = await insertToken(tx, { id: newId(), name, role, only: only ?? null, expiresAt, ...owner, ...kept });
    const after = { role, only: only ?? null, expiresAt: expiresAt?.toISOString() ?? null };
    await writeAudit(tx, actor, {
      action: "token.create",
      objectType: "token",
      objectId: made.id,
      objectName: name,
      after,
    });
    return made;
  });
  await deps.feed.publish({ type: "people.changed" });
  return { token: toApiToken(row), secret };
}
