import { type AuditEntry, auditEntry } from "#contracts/audit.ts";
import type { LinkedEntry } from "./audit-repository.ts";

export const toAuditEntry = (row: LinkedEntry): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  seq: row.link && Number(row.link.seq),
  hash: row.link?.hash ?? null,
  previousHash: row.link?.previousHash ?? null,
  actorId: row.actorId,
  actorName: row.actorName,
  actorKind: auditEntry.shape.actorKind.parse(row.actorKind),
  action: row.action,
  objectType: row.objectType,
  objectId: row.objectId,
  objectName: row.objectName,
  before: row.before,
  after: row.after,
  reason: row.reason,
  mark: row.mark,
  ip: row.ip,
  userAgent: row.userAgent,
});
