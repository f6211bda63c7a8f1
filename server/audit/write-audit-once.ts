import type { PrismaClient } from "#prisma/client/client.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import { type AuditDraft, writeAudit } from "./write-audit.ts";

/** What this process has seen written, so that a busy page or token does not ask the database each time. */
const seen = new WeakMap<PrismaClient, Map<string, number>>();
const MOST_SEEN = 10_000;

/**
 * Writes an entry about a read unless the same actor did the same to the same object from the same address within
 * that time. Two processes that see it first at one moment may both write it.
 */
export async function writeAuditOnce(
  deps: Needs<"prisma" | "now">,
  actor: Actor,
  { withinMs, ...draft }: AuditDraft & { readonly withinMs: number },
): Promise<void> {
  const { prisma } = deps;
  const now = deps.now().getTime();
  const key = [draft.action, draft.objectId, actor.id, actor.ip].join(" ");
  const known = seen.get(prisma) ?? new Map<string, number>();
  seen.set(prisma, known);
  if ((known.get(key) ?? Number.NEGATIVE_INFINITY) > now - withinMs) return;
  const { action, objectType, objectId } = draft;
  const who = { actorId: actor.id, ip: actor.ip };
  const written = await prisma.auditEntry.findFirst({
    where: { objectType, objectId, action, ...who, at: { gt: new Date(Math.max(0, now - withinMs)) } },
    select: { at: true },
  });
  if (!written) await prisma.$transaction((tx) => writeAudit(tx, actor, draft));
  if (known.size >= MOST_SEEN) known.clear();
  known.set(key, written?.at.getTime() ?? now);
}
