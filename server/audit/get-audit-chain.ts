import type { z } from "zod";
import type * as contract from "#contracts/audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { auditProtection } from "./audit-protection.ts";
import { getChainHead } from "./chain-repository.ts";
import { lastVerification } from "./last-verification.ts";

/** Where the chain of the audit stands, without computing it anew. */
export async function getAuditChain(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor },
): Promise<z.output<typeof contract.getAuditChain.response>> {
  assertCan(input.actor, "audit.read");
  const { prisma } = deps;
  const [head, verified, protection] = await Promise.all([
    getChainHead(prisma),
    lastVerification(prisma),
    auditProtection(prisma),
  ]);
  return { head, lastVerified: verified, protection };
}
