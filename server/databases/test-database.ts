import type { Database } from "#contracts/database.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
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
  const before = await getDatabaseRow(deps.prisma, input.databaseId);
  await checkDatabase(deps, before);
  const row = await getDatabaseRow(deps.prisma, input.databaseId);
  // The sealed credentials were opened and used because this person said so.
  await deps.prisma.$transaction((tx) =>
    writeAudit(tx, input.actor, {
      action: "database.test",
      objectType: "database",
      objectId: row.id,
      objectName: row.name,
      after: { reachable: row.unreachableSince === null },
    }),
  );
  return toDatabase(row);
}
