import { markOfRule } from "#core/domain/approvals/approval-policy.ts";
import type { ApprovalQuestion, DecisionScope, GivenApproval } from "#core/domain/approvals/approval-question.ts";
import type { Prisma } from "#prisma/client/client.ts";
import type { Actor } from "#server/auth/actor.ts";
import { toJson } from "#server/json-column.ts";
import { insertDecision } from "#server/migrations/migration-repository.ts";
import { newId } from "#server/new-id.ts";
import type { ApprovalWorld } from "./approval-context.ts";
import { approvalDigest } from "./approval-digest.ts";
import { toGivenApproval } from "./approval-repository.ts";
import { type Evidence, sealEvidence } from "./collect-evidence.ts";
import { insertEvidence } from "./evidence-repository.ts";

const DAY_MS = 86_400_000;

interface Approval {
  readonly actor: Actor;
  readonly migrationId: string;
  readonly revision: number;
  readonly planDigest: string;
  readonly world: ApprovalWorld;
  /** One for each database that it is for, of one stage. */
  readonly questions: readonly ApprovalQuestion[];
  readonly evidence: Evidence;
  readonly comment: string;
  readonly forId: string | null;
  readonly at: Date;
}

interface Sealed {
  readonly approval: GivenApproval;
  readonly approvalDigest: string;
  readonly evidenceSha256: string;
  readonly singlePerson: boolean;
}

/** Writes an approval with what was seen, in the caller's transaction. */
export async function sealApproval(tx: Prisma.TransactionClient, given: Approval): Promise<Sealed> {
  const { actor, world, questions, at, forId } = given;
  const [first] = questions;
  const { content, sha256 } = sealEvidence(given.evidence);
  const evidenceId = newId();
  await insertEvidence(tx, {
    id: evidenceId,
    migrationId: given.migrationId,
    revision: given.revision,
    sha256,
    content,
    at,
  });
  const digest = approvalDigest(given.planDigest, questions);
  const isOwn = actor.userId === null || questions.some(({ authorIds }) => authorIds.includes(actor.userId ?? ""));
  const days = Math.min(...questions.map(({ rule }) => rule.days ?? world.approvalDays));
  const row = await insertDecision(tx, {
    migrationId: given.migrationId,
    revision: given.revision,
    digest: given.planDigest,
    decision: "approved",
    comment: given.comment,
    byId: actor.userId ?? actor.id,
    byName: actor.name,
    at,
    singlePerson: world.singlePersonMode && isOwn,
    expiresAt: new Date(at.getTime() + days * DAY_MS),
    stage: first?.stage ?? "start",
    rolloutId: first?.rolloutId ?? null,
    scope: toJson(questions.flatMap(scopeOf)),
    approvalDigest: digest,
    policyVersion: world.policy.version,
    forId,
    forName: world.people.find(({ id }) => id === forId)?.name ?? null,
    evidenceId,
    evidenceSha256: sha256,
  });
  return {
    approval: toGivenApproval(row),
    approvalDigest: digest,
    evidenceSha256: sha256,
    singlePerson: row.singlePerson,
  };
}

/** A database whose schema could not be read is never approved for. */
const scopeOf = ({ databaseId, databaseName, fingerprint, rule }: ApprovalQuestion): DecisionScope[] =>
  fingerprint === null ? [] : [{ databaseId, databaseName, fingerprint, ruleMark: markOfRule(rule) }];
