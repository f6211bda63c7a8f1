import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getDatabaseRow, markRemoved } from "./database-repository.ts";
import { placeOf } from "./to-database.ts";

/** Takes a database out of Sluice and forgets its password. The database itself is not touched, its history stays. */
export async function removeDatabase(
  deps: Needs<"prisma" | "feed" | "now">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<{ done: true }> {
  const { actor, databaseId: id } = input;
  assertCan(actor, "database.remove");
  await deps.prisma.$transaction(async (tx) => {
    const row = await getDatabaseRow(tx, id);
    if (!(await markRemoved(tx, id, deps.now()))) throw inUse(row.name);
    const before = { name: row.name, engine: row.engine, place: placeOf(row), environment: row.environment };
    await writeAudit(tx, actor, {
      action: "database.remove",
      objectType: "database",
      objectId: id,
      objectName: row.name,
      before,
    });
  });
  await deps.feed.publish({ type: "database.changed", databaseId: id });
  return { done: true };
}

function inUse(name: string): DomainError {
  const message = `A rollout on ${name} is open. Nothing was removed.`;
  const blocker = {
    code: "rollout-open",
    message,
    fix: "Let the rollout end, cancel it or roll it back first.",
    who: "operator",
  };
  return new DomainError("blocked", `${message} ${blocker.fix}`, { extra: { blockers: [blocker] } });
}
