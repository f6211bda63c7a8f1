import type { z } from "zod";
import type { settings } from "#contracts/overview.ts";
import { auditProtection } from "#server/audit/audit-protection.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { redisPlace } from "#server/events/redis-address.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { VERSION } from "#server/version.ts";
import { listSealedPasswords } from "./sealed-password-repository.ts";
import { listWorkers } from "./worker-repository.ts";

/** How this installation is set up, without credentials. */
export async function getSettings(
  deps: Needs<"prisma" | "env" | "sealer" | "now">,
  input: { readonly actor: Actor },
): Promise<z.output<typeof settings>> {
  assertCan(input.actor, "settings.read");
  const { prisma, env, sealer } = deps;
  const [{ singlePersonMode, approvalDays }, sealed, workers, audit] = await Promise.all([
    getInstallation(prisma),
    listSealedPasswords(prisma),
    listWorkers(prisma, deps.now()),
    auditProtection(prisma),
  ]);
  return {
    version: VERSION,
    url: env.url,
    singlePersonMode,
    approvalDays,
    controlDatabase: placeOf(env.databaseUrl),
    redis: redisPlace(env.redisUrl),
    embedded: env.embedded,
    secretKeys: env.secretKeys.length,
    sealedWithOldKey: sealed.filter(({ sealedPassword }) => !sealer.isCurrent(sealedPassword)).length,
    workers,
    audit,
  };
}

/** Host, port and name. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
