import type { Prisma } from "#prisma/client/client.ts";
import type { Actor } from "#server/auth/actor.ts";
import { newId } from "#server/new-id.ts";

/** What is written down of a mutation, in its own transaction. Never a secret: `before` and `after` are shown. */
export interface AuditDraft {
  /** Verb and object, such as `rollout.pause`. */
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly before?: Prisma.InputJsonValue | null;
  readonly after?: Prisma.InputJsonValue | null;
  readonly reason?: string | null;
  readonly mark?: "single-person" | "break-glass" | null;
}

export async function writeAudit(tx: Prisma.TransactionClient, actor: Actor, draft: AuditDraft): Promise<void> {
  await tx.auditEntry.create({
    data: {
      id: newId(),
      actorId: actor.id,
      actorName: actor.name,
      actorKind: actor.kind,
      action: draft.action,
      objectType: draft.objectType,
      objectId: draft.objectId,
      objectName: draft.objectName,
      ...(draft.before == null ? {} : { before: draft.before }),
      ...(draft.after == null ? {} : { after: draft.after }),
      reason: draft.reason ?? null,
      mark: draft.mark ?? null,
      ip: actor.ip,
      userAgent: actor.userAgent,
    },
  });
}
