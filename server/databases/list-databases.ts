import type { Database } from "#contracts/database.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listDatabaseRows } from "./database-repository.ts";
import { toDatabase } from "./to-database.ts";

/** All registered databases, by name. */
export async function listDatabases(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor },
): Promise<{ items: Database[] }> {
  assertCan(input.actor, "database.read");
  return { items: (await listDatabaseRows(deps.prisma)).map(toDatabase) };
}
