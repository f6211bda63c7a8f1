import type { Role } from "#core/domain/role.ts";
import type { Needs } from "#server/container.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { getInviteByHash } from "./invite-repository.ts";

export interface InviteStanding {
  readonly usable: boolean;
  readonly reason: "used" | "expired" | "revoked" | "unknown" | null;
  readonly email: string | null;
  readonly role: Role | null;
}

/** What an invitation link is for, and whether it is still good. */
export async function inspectInvite(deps: Needs<"prisma" | "now">, token: string): Promise<InviteStanding> {
  const invite = await getInviteByHash(deps.prisma, tokenHash(token));
  if (!invite) return { usable: false, reason: "unknown", email: null, role: null };
  const { email, role, acceptedAt, revokedAt, expiresAt } = invite;
  const reason = () => {
    if (acceptedAt) return "used";
    if (revokedAt) return "revoked";
    return expiresAt <= deps.now() ? "expired" : null;
  };
  const why = reason();
  return { usable: why === null, reason: why, email, role };
}
