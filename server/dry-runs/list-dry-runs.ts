import type { DryRun } from "#contracts/dry-run.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";
import { dryRunsOf } from "./dry-run-repository.ts";
import { toDryRun } from "./to-dry-run.ts";

/** Dry runs of the newest revision's backfills, newest first. */
export async function listDryRuns(
  { prisma }: Needs<"prisma">,
  { actor, migrationId }: { readonly actor: Actor; readonly migrationId: string },
): Promise<{ items: DryRun[] }> {
  assertCan(actor, "migration.read");
  const { id, revision } = await getMigrationRow(prisma, migrationId);
  const runs = await dryRunsOf(prisma, id, revision);
  return { items: runs.map(toDryRun) };
}
