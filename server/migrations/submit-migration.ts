import type { Migration } from "#contracts/migration.ts";
import { countsAgainst } from "#core/domain/counts-against.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";
import { planRefused } from "#server/plans/refuse-plan.ts";
import { assertNotBlocked } from "./assert-not-blocked.ts";
import { getMigration } from "./get-migration.ts";
import { migrationBlockers } from "./migration-blockers.ts";
import { getMigrationRow, getRevisionRow, moveMigration, voidDecisions } from "./migration-repository.ts";
import { standingOf } from "./standing-of.ts";

/** Asks for review. A plan with errors is refused; with a database also one whose names it does not have. */
export async function submitMigration(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: { readonly actor: Actor; readonly migrationId: string; readonly databaseId?: string | undefined },
): Promise<Migration> {
  const { actor, databaseId } = input;
  assertCan(actor, "migration.submit");
  const row = await getMigrationRow(deps.prisma, input.migrationId);
  const { source } = await getRevisionRow(deps.prisma, row.id, row.revision);
  const standing = standingOf(row, await getInstallation(deps.prisma), 0);
  assertNotBlocked(migrationBlockers("submit", standing, actor, deps.now()), row.state);
  const { findings } = await checkPlanText(deps, { text: source, databaseId });
  if (findings.some(countsAgainst("error"))) throw planRefused(findings, "It was not submitted.");

  await deps.prisma.$transaction(async (tx) => {
    // An approval that has expired is replaced: the plan is a draft again for the blink of this transaction.
    const from = row.state === "approved" ? (["approved"] as const) : (["draft"] as const);
    const isMoved = await moveMigration(tx, { ...row, from }, "in_review");
    if (!isMoved) throw movedMeanwhile();
    await voidDecisions(tx, row.id, deps.now());
    await writeAudit(tx, actor, {
      action: "migration.submit",
      objectType: "migration",
      objectId: row.id,
      objectName: row.name,
      before: { state: row.state },
      after: { state: "in_review", revision: row.revision, digest: row.digest, ...(databaseId ? { databaseId } : {}) },
    });
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: row.id });
  return getMigration(deps, { actor, migrationId: row.id });
}

const movedMeanwhile = () =>
  new DomainError("stale", "The migration was changed meanwhile. Nothing was changed. Load it again and decide anew.");
