import type { Needs } from "#server/container.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import { getInstallation } from "./installation-repository.ts";
import { countUsers } from "./person-repository.ts";

export interface SetupStanding {
  readonly usable: boolean;
  readonly reason: "used" | "expired" | "unknown" | null;
}

/** Whether the one-time link of the first owner is still good, and why not. */
export async function inspectSetup(deps: Needs<"prisma" | "now">, token: string): Promise<SetupStanding> {
  const [people, installation] = await Promise.all([countUsers(deps.prisma), getInstallation(deps.prisma)]);
  const { setupTokenHash, setupTokenExpiresAt } = installation;
  const reason = () => {
    if (people > 0) return "used";
    if (setupTokenHash !== tokenHash(token) || !setupTokenExpiresAt) return "unknown";
    return setupTokenExpiresAt <= deps.now() ? "expired" : null;
  };
  const why = reason();
  return { usable: why === null, reason: why };
}
