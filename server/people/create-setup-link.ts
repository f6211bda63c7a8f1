import { writeAudit } from "#server/audit/write-audit.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { setSetupToken } from "./installation-repository.ts";
import { newSecret } from "./new-secret.ts";
import { countUsers } from "./person-repository.ts";

const GOOD_FOR_MS = 24 * 60 * 60 * 1000;

/** The one-time link that makes the first owner; a new one replaces the former. `null` when there is somebody already. */
export async function createSetupLink(
  deps: Needs<"prisma" | "env" | "now">,
): Promise<{ readonly url: string; readonly expiresAt: Date } | null> {
  if ((await countUsers(deps.prisma)) > 0) return null;
  const token = newSecret();
  const expiresAt = new Date(deps.now().getTime() + GOOD_FOR_MS);
  await deps.prisma.$transaction(async (tx) => {
    await setSetupToken(tx, tokenHash(token), expiresAt);
    await writeAudit(tx, SYSTEM, {
      action: "setup.create-link",
      objectType: "installation",
      objectId: null,
      objectName: null,
    });
  });
  // After the #, which browsers do not send: the token is in no access log.
  return { url: `${deps.env.url}/setup#token=${token}`, expiresAt };
}
