import type { Database } from "#contracts/database.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { checkDatabase } from "./check-database.ts";
import { getDatabaseRow } from "./database-repository.ts";
import { toDatabase } from "./to-database.ts";

/** Looks at a registered database now. One that cannot be reached is an answer, not a failure. */
export async function testDatabase(
  deps: Needs<"prisma" | "targets" | "feed" | "now" | "log">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<Database> {
  assertCan(input.actor, "database.test");
  await checkDatabase(deps, await getDatabaseRow(deps.prisma, input.databaseId));
  return toDatabase(await getDatabaseRow(deps.prisma, input.databaseId));
}
