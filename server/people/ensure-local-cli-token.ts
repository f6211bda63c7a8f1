import { writeAudit } from "#server/audit/write-audit.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { TOKEN_PREFIX } from "./create-token.ts";
import { newSecret } from "./new-secret.ts";
import { insertToken, revokeLocalTokens } from "./token-repository.ts";

const NAME = "local command line";

/** A new token for who can read the files of this installation. The one of the last start is revoked. */
export async function ensureLocalCliToken(deps: Needs<"prisma" | "now">): Promise<string> {
  const secret = newSecret(TOKEN_PREFIX);
  await deps.prisma.$transaction(async (tx) => {
    await revokeLocalTokens(tx, NAME, deps.now());
    const kept = { tokenHash: tokenHash(secret), prefix: secret.slice(0, TOKEN_PREFIX.length + 6) };
    const made = await insertToken(tx, {
      id: newId(),
      name: NAME,
      role: "owner",
      userId: null,
      ownerName: NAME,
      ...kept,
    });
    const after = { role: "owner" };
    await writeAudit(tx, SYSTEM, {
      action: "token.create",
      objectType: "token",
      objectId: made.id,
      objectName: NAME,
      after,
    });
  });
  return secret;
}
