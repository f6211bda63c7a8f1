import type { Delegation } from "#contracts/approval.ts";
import type { DelegationRow } from "./delegation-repository.ts";

export const toDelegation = (row: DelegationRow, now: Date): Delegation => ({
  id: row.id,
  fromId: row.fromId,
  fromName: row.fromName,
  toId: row.toId,
  toName: row.toName,
  reason: row.reason,
  at: row.at.toISOString(),
  until: row.until.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
  isGood: row.revokedAt === null && row.until > now,
});
