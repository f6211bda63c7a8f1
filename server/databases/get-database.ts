import type { Database } from "#contracts/database.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getDatabaseRow } from "./database-repository.ts";
import { toDatabase } from "./to-database.ts";

/** One registered database. @throws DomainError `not-found`. */
export async function getDatabase(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<Database> {
  assertCan(input.actor, "database.read");
  return toDatabase(await getDatabaseRow(deps.prisma, input.databaseId));
}
