import type { DataCheckRun } from "#contracts/data-check.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";
import { dataChecksOf } from "./data-check-repository.ts";
import { toDataCheckRun } from "./to-data-check-run.ts";

/** Data checks of the newest revision, newest first. */
export async function listDataChecks(
  { prisma }: Needs<"prisma">,
  { actor, migrationId }: { readonly actor: Actor; readonly migrationId: string },
): Promise<{ items: DataCheckRun[] }> {
  assertCan(actor, "migration.read");
  const { id, revision } = await getMigrationRow(prisma, migrationId);
  const runs = await dataChecksOf(prisma, id, revision);
  return { items: runs.map(toDataCheckRun) };
}
