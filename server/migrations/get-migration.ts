import type { Migration } from "#contracts/migration.ts";
import type { Blocker } from "#contracts/problem.ts";
import { startQuestions } from "#server/approvals/review-subject.ts";
import { toReviewTarget } from "#server/approvals/to-standing.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { countPlanErrors } from "#server/plans/count-plan-errors.ts";
import { MIGRATION_ACTIONS, type MigrationAction, migrationBlockers } from "./migration-blockers.ts";
import { getMigrationRow, getRevisionRow } from "./migration-repository.ts";
import { toMigration } from "./to-migration.ts";

/** A migration by id or name, with why each action may not happen now for who asks. */
export async function getMigration(
  deps: Needs<"prisma" | "targets" | "now">,
  input: { readonly actor: Actor; readonly migrationId: string },
): Promise<Migration> {
  const { actor } = input;
  assertCan(actor, "migration.read");
  const row = await getMigrationRow(deps.prisma, input.migrationId);
  const revision = await getRevisionRow(deps.prisma, row.id, row.revision);
  const { questions, targets } = await startQuestions(deps.prisma, row, deps.now());
  const standing = { state: row.state, planErrors: await countPlanErrors(deps, revision.source), questions };
  const blockers = Object.fromEntries(
    MIGRATION_ACTIONS.map((action) => [action, [...migrationBlockers(action, standing, actor)]]),
  ) as Record<MigrationAction, Blocker[]>;
  const named = targets.flatMap((target, at) => {
    const question = questions[at];
    return question ? [toReviewTarget(target, question)] : [];
  });
  return { ...toMigration(row, revision.source, blockers), targets: named };
}
