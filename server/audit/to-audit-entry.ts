import { type AuditEntry, auditEntry } from "#contracts/audit.ts";
import type { AuditEntry as Row } from "#prisma/client/client.ts";

export const toAuditEntry = (row: Row): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
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
