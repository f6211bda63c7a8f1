import type { Migration } from "#contracts/migration.ts";
import type { Blocker } from "#contracts/problem.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { countPlanErrors } from "#server/plans/count-plan-errors.ts";
import { MIGRATION_ACTIONS, type MigrationAction, migrationBlockers } from "./migration-blockers.ts";
import { getMigrationRow, getRevisionRow } from "./migration-repository.ts";
import { standingOf } from "./standing-of.ts";
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
  const installation = await getInstallation(deps.prisma);
  const standing = standingOf(row, installation, await countPlanErrors(deps, revision.source));
  const now = deps.now();
  const blockers = Object.fromEntries(
    MIGRATION_ACTIONS.map((action) => [action, [...migrationBlockers(action, standing, actor, now)]]),
  ) as Record<MigrationAction, Blocker[]>;
  return toMigration(row, revision.source, blockers);
}
