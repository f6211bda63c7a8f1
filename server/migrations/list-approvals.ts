import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/overview.ts";
import { may } from "#core/domain/policy.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { isOwnPlan } from "./migration-blockers.ts";
import { listInReview, listLastDecisions } from "./migration-repository.ts";
import { toMigrationSummary } from "./to-migration.ts";

const LAST_DECISIONS = 20;

/** Plans in review: those that this person may decide on, and those that wait for others. */
export async function listApprovals(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor },
): Promise<OperationResponse<typeof contract.listApprovals>> {
  const { actor } = input;
  assertCan(actor, "migration.read");
  const [rows, decisions, { singlePersonMode }] = await Promise.all([
    listInReview(deps.prisma),
    listLastDecisions(deps.prisma, LAST_DECISIONS),
    getInstallation(deps.prisma),
  ]);
  const isMine = (row: (typeof rows)[number]): boolean =>
    may(actor.role, "migration.review") &&
    (singlePersonMode || !isOwnPlan(actor, { authorId: row.authorId, editorId: row.revisions[0]?.authorId ?? null }));
  return {
    mine: rows.filter(isMine).map(toMigrationSummary),
    others: rows.filter((row) => !isMine(row)).map(toMigrationSummary),
    decided: decisions.map((it) => ({
      migrationId: it.migrationId,
      title: it.migration.title,
      decision: it.decision === "approved" ? "approved" : "rejected",
      byName: it.byName,
      at: it.at.toISOString(),
    })),
  };
}
