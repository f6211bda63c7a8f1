import type { ApprovalSubject } from "#contracts/approval.ts";
import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import { approveBlockers } from "#core/domain/approvals/approve-blockers.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow, getRevisionRow } from "#server/migrations/migration-repository.ts";
import { approvalDigest } from "./approval-digest.ts";
import type { Evidence } from "./collect-evidence.ts";
import { deciderOf } from "./decider-of.ts";
import { differencesSince } from "./differences-since.ts";
import { findEvidence, findLastSealedApproval } from "./evidence-repository.ts";
import { readTargets, startQuestions } from "./review-subject.ts";
import { noteReviewTarget } from "./review-target-repository.ts";

/** What an approval would be for now, and what is another than when somebody approved last. */
export async function getApproval(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: { readonly actor: Actor; readonly migrationId: string },
): Promise<ApprovalSubject> {
  const { actor } = input;
  assertCan(actor, "migration.read");
  const row = await getMigrationRow(deps.prisma, input.migrationId);
  const { source } = await getRevisionRow(deps.prisma, row.id, row.revision);
  const readings = await readTargets(deps, row.id, source);
  const now = deps.now();
  const noted = await Promise.all(readings.map((reading) => noteReviewTarget(deps.prisma, row.id, reading, now)));
  // The page that asks shows how the approvals stand: what was read just now may change that.
  if (noted.includes(true)) await deps.feed.publish({ type: "migration.changed", migrationId: row.id });
  const { questions, world } = await startQuestions(deps.prisma, row, now, readings);
  const last = await findLastSealedApproval(deps.prisma, row.id);
  const sealed = last?.evidenceId ? await findEvidence(deps.prisma, last.evidenceId) : null;
  const before = sealed ? (JSON.parse(sealed.content) as Evidence) : null;
  return {
    approvalDigest: approvalDigest(row.digest, questions),
    planDigest: row.digest,
    policyVersion: world.policy.version,
    targets: readings.map(({ databaseId, database, fingerprint, problem }) => ({
      databaseId,
      databaseName: database.name,
      fingerprint,
      problem,
    })),
    differences: before
      ? differencesSince(before, { revision: row.revision, digest: row.digest, readings, questions })
      : [],
    changedSince: before && before.plan.digest !== row.digest ? { from: before.plan.revision, to: row.revision } : null,
    standsInFor: standsInFor(questions, actor),
  };
}

/** Each person who delegated to this one, with what stands against deciding in their place. */
function standsInFor(questions: readonly ApprovalQuestion[], actor: Actor): ApprovalSubject["standsInFor"] {
  const { userId } = actor;
  const [first] = questions;
  if (!first) return [];
  const { delegations, people, now } = first;
  const good = delegations.filter(
    ({ toId, from, until, revokedAt }) => toId === userId && from <= now && now < until && revokedAt === null,
  );
  const person = deciderOf(first, actor);
  return people
    .filter(({ id }) => good.some(({ fromId }) => fromId === id))
    .map(({ id, name }) => {
      const each = questions.map((question) => approveBlockers(question, { person, forId: id }));
      return { id, name, blockers: each.some((it) => it.length === 0) ? [] : [...(each[0] ?? [])] };
    });
}
