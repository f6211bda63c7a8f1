import { type AuditVerification, auditVerification } from "#contracts/audit.ts";
import type { PrismaClient } from "#prisma/client/client.ts";
import { findLastVerification } from "./chain-repository.ts";

/** What the newest verification found, and who asked for it. */
export async function lastVerification(
  prisma: PrismaClient,
): Promise<(AuditVerification & { readonly byName: string }) | null> {
  const entry = await findLastVerification(prisma);
  // Somebody may have tampered with it: what does not parse proves nothing.
  const found = auditVerification.safeParse(entry?.after);
  return entry && found.success ? { ...found.data, byName: entry.actorName } : null;
}
