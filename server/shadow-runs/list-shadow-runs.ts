import type { ShadowRun } from "#contracts/shadow-run.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";
import { shadowRunsOf } from "./shadow-run-repository.ts";
import { toShadowRun } from "./to-shadow-run.ts";

/** Shadow runs of the newest revision, newest first. */
export async function listShadowRuns(
  { prisma }: Needs<"prisma">,
  { actor, migrationId }: { readonly actor: Actor; readonly migrationId: string },
): Promise<{ items: ShadowRun[] }> {
  assertCan(actor, "migration.read");
  const { id, revision } = await getMigrationRow(prisma, migrationId);
  return { items: (await shadowRunsOf(prisma, id, revision)).map(toShadowRun) };
}
