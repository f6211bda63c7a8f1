import type { ApprovalPolicy } from "#core/domain/approvals/approval-policy.ts";
import { DEFAULT_POLICY } from "#core/domain/approvals/approval-policy.ts";
import type { BrokenGlass, DelegationFact, GivenApproval, Reviewer } from "#core/domain/approvals/approval-question.ts";
import type { Stage } from "#core/domain/approvals/stage.ts";
import type { Prisma, PrismaClient } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";

type Db = PrismaClient | Prisma.TransactionClient;

/** The policy that counts: the newest, or the default of a new installation. */
export async function currentPolicy(db: Db): Promise<ApprovalPolicy> {
  const row = await db.approvalPolicy.findFirst({ orderBy: { version: "desc" } });
  return row ? { version: row.version, rules: fromJson(row.rules) } : DEFAULT_POLICY;
}

export const policyHistory = (db: Db) =>
  db.approvalPolicy.findMany({
    orderBy: { version: "desc" },
    take: 50,
    select: { version: true, reason: true, byName: true, at: true },
  });

/** One version after another; whoever decides holds it too, so that no approval slips in between. */
export async function lockPolicy(tx: Prisma.TransactionClient, mode: "read" | "write"): Promise<void> {
  if (mode === "write") await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sluice.policy'))`;
  else await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtext('sluice.policy'))`;
}

export async function insertPolicy(
  tx: Prisma.TransactionClient,
  { version, rules }: ApprovalPolicy,
  by: { readonly byId: string; readonly byName: string; readonly reason: string; readonly at: Date },
): Promise<void> {
  await tx.approvalPolicy.create({ data: { version, rules: toJson(rules), ...by } });
}

/** Everybody, with the groups that they are in. */
export async function listReviewers(db: Db): Promise<readonly Reviewer[]> {
  const rows = await db.user.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: { id: true, name: true, role: true, disabledAt: true, groups: { select: { groupId: true } } },
  });
  return rows.map(({ id, name, role, disabledAt, groups }) => ({
    id,
    name,
    role,
    isDisabled: disabledAt !== null,
    groups: groups.map(({ groupId }) => groupId),
  }));
}

export async function readGroupNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db.approverGroup.findMany({ select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function listDelegationFacts(db: Db): Promise<readonly DelegationFact[]> {
  const rows = await db.delegation.findMany();
  return rows.map(({ fromId, toId, at, until, revokedAt }) => ({ fromId, toId, from: at, until, revokedAt }));
}

/** Broken glass that is about one of these plans. */
export async function listBrokenGlass(db: Db, migrationId: string): Promise<readonly (BrokenGlass & { id: string })[]> {
  const rows = await db.breakGlass.findMany({ where: { migrationId }, orderBy: { requestedAt: "desc" } });
  return rows.map(({ id, digest, databaseId, requestedById, confirmedById, until, endedAt }) => ({
    id,
    planDigest: digest,
    databaseId,
    requestedById,
    confirmedById,
    until,
    endedAt,
  }));
}

type DecisionRow = Prisma.ReviewDecisionGetPayload<Record<string, never>>;

export const toGivenApproval = (row: DecisionRow): GivenApproval => ({
  id: row.id,
  personId: row.byId,
  personName: row.byName,
  forId: row.forId,
  forName: row.forName,
  // Written by this server only.
  stage: row.stage as Stage,
  rolloutId: row.rolloutId,
  planDigest: row.digest,
  scope: fromJson(row.scope),
  at: row.at,
  expiresAt: row.expiresAt,
  voidedAt: row.voidedAt,
  singlePerson: row.singlePerson,
});

/** All approvals of a migration that were not voided, oldest first. */
export async function listApprovalsGiven(db: Db, migrationId: string): Promise<readonly GivenApproval[]> {
  const rows = await db.reviewDecision.findMany({
    where: { migrationId, decision: "approved", voidedAt: null },
    orderBy: { at: "asc" },
  });
  return rows.map(toGivenApproval);
}
