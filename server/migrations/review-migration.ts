import type { Migration } from "#contracts/migration.ts";
import { evaluateApprovals } from "#core/domain/approvals/evaluate-approvals.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { approvalDigest } from "#server/approvals/approval-digest.ts";
import { lockPolicy } from "#server/approvals/approval-repository.ts";
import { collectEvidence } from "#server/approvals/collect-evidence.ts";
import type { TargetReading } from "#server/approvals/read-target.ts";
import { readTargets, startQuestions } from "#server/approvals/review-subject.ts";
import { noteReviewTarget } from "#server/approvals/review-target-repository.ts";
import { sealApproval } from "#server/approvals/seal-approval.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { lockMigration } from "#server/rollouts/rollout-repository.ts";
import { assertNotBlocked } from "./assert-not-blocked.ts";
import { getMigration } from "./get-migration.ts";
import { migrationBlockers } from "./migration-blockers.ts";
import {
  getMigrationRow,
  getRevisionRow,
  insertDecision,
  type MigrationRow,
  moveMigration,
} from "./migration-repository.ts";

type Deps = Needs<"prisma" | "targets" | "feed" | "now">;

interface Review {
  readonly actor: Actor;
  readonly migrationId: string;
  readonly decision: "approve" | "reject";
  readonly digest: string;
  readonly comment: string;
  /** What was seen. */
  readonly approvalDigest?: string | undefined;
  readonly forId?: string | undefined;
}

/** Approves or rejects the revision with this digest. Nobody approves their own plan, except in single-person mode. */
export async function reviewMigration(deps: Deps, input: Review): Promise<Migration> {
  const { actor, decision } = input;
  assertCan(actor, "migration.review");
  const seen = await getMigrationRow(deps.prisma, input.migrationId);
  if (seen.digest !== input.digest) throw changedMeanwhile(seen);
  const { source } = await getRevisionRow(deps.prisma, seen.id, seen.revision);
  // Before the locks: reading the databases may take seconds.
  const readings = decision === "approve" ? await readTargets(deps, seen.id, source) : [];
  await deps.prisma.$transaction(async (tx) => {
    await lockPolicy(tx, "read");
    await lockMigration(tx, seen.id);
    const row = await getMigrationRow(tx, seen.id);
    if (row.digest !== input.digest) throw changedMeanwhile(row);
    if (decision === "reject") await reject(deps, tx, row, input);
    else await approve(deps, tx, row, { ...input, source, readings });
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: seen.id });
  return getMigration(deps, { actor, migrationId: seen.id });
}

async function reject(deps: Deps, tx: Prisma.TransactionClient, row: MigrationRow, input: Review): Promise<void> {
  const { actor, comment } = input;
  const now = deps.now();
  const { questions, world } = await startQuestions(tx, row, now);
  assertNotBlocked(migrationBlockers("reject", { state: row.state, planErrors: 0, questions }, actor), row.state);
  const isMoved = await moveMigration(tx, { ...row, from: ["in_review", "approved"] }, "rejected");
  if (!isMoved) throw decidedMeanwhile();
  await insertDecision(tx, {
    migrationId: row.id,
    revision: row.revision,
    digest: row.digest,
    decision: "rejected",
    comment,
    byId: actor.userId ?? actor.id,
    byName: actor.name,
    at: now,
    singlePerson: false,
    expiresAt: now,
    policyVersion: world.policy.version,
  });
  await writeAudit(tx, actor, {
    action: "migration.reject",
    objectType: "migration",
    objectId: row.id,
    objectName: row.name,
    before: { state: row.state },
    after: { state: "rejected", revision: row.revision, digest: row.digest },
    reason: comment || null,
  });
}

interface Approve extends Review {
  readonly source: string;
  readonly readings: readonly TargetReading[];
}

async function approve(deps: Deps, tx: Prisma.TransactionClient, row: MigrationRow, input: Approve): Promise<void> {
  const { actor, comment, readings, forId = null } = input;
  const now = deps.now();
  const { questions, world } = await startQuestions(tx, row, now, readings);
  assertNotBlocked(
    migrationBlockers("approve", { state: row.state, planErrors: 0, questions, forId }, actor),
    row.state,
  );
  const digest = approvalDigest(row.digest, questions);
  if (input.approvalDigest !== undefined && input.approvalDigest !== digest) throw otherSubject();
  const subject = { migrationId: row.id, revision: row.revision, digest: row.digest, source: input.source };
  const seen = { ...subject, policyVersion: world.policy.version, readings, questions };
  const evidence = await collectEvidence({ prisma: deps.prisma }, seen);
  const about = { actor, migrationId: row.id, revision: row.revision, planDigest: row.digest };
  const sealed = await sealApproval(tx, { ...about, world, questions, evidence, comment, forId, at: now });
  for (const reading of readings) await noteReviewTarget(tx, row.id, reading, now);
  const after = questions.map((it) => evaluateApprovals({ ...it, approvals: [...it.approvals, sealed.approval] }));
  const missing = after.reduce((sum, { required, given }) => sum + Math.max(0, required - given.length), 0);
  const isEnough = missing === 0;
  if (isEnough && row.state === "in_review" && !(await moveMigration(tx, { ...row, from: ["in_review"] }, "approved")))
    throw decidedMeanwhile();
  const { approvalDigest: approved, evidenceSha256 } = sealed;
  const names = questions.map(({ databaseName }) => databaseName);
  const state = isEnough ? "approved" : row.state;
  await writeAudit(tx, actor, {
    action: "migration.approve",
    objectType: "migration",
    objectId: row.id,
    objectName: row.name,
    before: { state: row.state },
    after: {
      state,
      revision: row.revision,
      digest: row.digest,
      approvalDigest: approved,
      databases: names,
      evidenceSha256,
      missing,
      ...(sealed.approval.forName ? { inPlaceOf: sealed.approval.forName } : {}),
    },
    reason: comment || null,
    mark: sealed.singlePerson ? "single-person" : null,
  });
}

const changedMeanwhile = ({ revision, state }: MigrationRow) =>
  new DomainError(
    "stale",
    `The plan was edited meanwhile: it is at revision ${revision}. Nothing was decided. Read that revision first.`,
    {
      extra: { revision, state },
    },
  );
const otherSubject = () =>
  new DomainError(
    "stale",
    "What is to be approved is not what you saw: the schema of a database, the databases or the policy changed. Nothing was decided. Load the review again and look at the difference.",
  );
const decidedMeanwhile = () =>
  new DomainError(
    "stale",
    "Somebody decided or edited at the same moment. Nothing was changed. Load the migration again.",
  );
