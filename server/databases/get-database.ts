import type { Database } from "#contracts/database.ts";
import { writeAuditOnce } from "#server/audit/write-audit-once.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getDatabaseRow } from "./database-repository.ts";
import { toDatabase } from "./to-database.ts";

const DAY_MS = 86_400_000;

/** One registered database with how it is connected to, the reading of which is written down once a day. @throws DomainError `not-found`. */
export async function getDatabase(
  deps: Needs<"prisma" | "now">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<Database> {
  assertCan(input.actor, "database.read");
  const row = await getDatabaseRow(deps.prisma, input.databaseId);
  await writeAuditOnce(deps, input.actor, {
    action: "database.read-connection",
    objectType: "database",
    objectId: row.id,
    objectName: row.name,
    withinMs: DAY_MS,
  });
  return toDatabase(row);
}
