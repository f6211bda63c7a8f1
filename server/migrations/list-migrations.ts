import type { MigrationSummary } from "#contracts/migration.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listMigrationRows } from "./migration-repository.ts";
import { toMigrationSummary } from "./to-migration.ts";

/** All migrations, the one changed last first. */
export async function listMigrations(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor },
): Promise<{ items: MigrationSummary[] }> {
  assertCan(input.actor, "migration.read");
  return { items: (await listMigrationRows(deps.prisma)).map(toMigrationSummary) };
}
