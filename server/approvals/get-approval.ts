import type { ApprovalSubject } from "#contracts/approval.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow, getRevisionRow } from "#server/migrations/migration-repository.ts";
import { approvalDigest } from "./approval-digest.ts";
import type { Evidence } from "./collect-evidence.ts";
import { differencesSince } from "./differences-since.ts";
import { findEvidence, findLastSealedApproval } from "./evidence-repository.ts";
import { readTargets, startQuestions } from "./review-subject.ts";
import { noteReviewTarget } from "./review-target-repository.ts";
import { standsInFor } from "./stands-in-for.ts";

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
