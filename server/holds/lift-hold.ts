import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { wakeBackfills } from "#server/throttle/wake-backfills.ts";
import { databaseNames, markLifted } from "./hold-repository.ts";

/** Backfills that nothing else stops go on at once. */
export async function liftHold(
  deps: Container,
  input: { readonly actor: Actor; readonly holdId: string },
): Promise<{ done: true }> {
  const { actor, holdId } = input;
  assertCan(actor, "hold.lift");
  const row = await deps.prisma.$transaction(async (tx) => {
    const lifted = await markLifted(tx, holdId, actor.name, deps.now());
    if (!lifted)
      throw new DomainError("not-found", "There is no such hold, or it was lifted before. Nothing was changed.");
    const names = await databaseNames(tx, lifted.databaseId ? [lifted.databaseId] : []);
    await writeAudit(tx, actor, {
      action: "hold.lift",
      objectType: "hold",
      objectId: lifted.id,
      objectName: names.get(lifted.databaseId ?? "") ?? lifted.environment ?? "everything",
      before: { scope: lifted.scope, reason: lifted.reason, byName: lifted.byName },
      after: null,
    });
    return lifted;
  });
  await deps.feed.publish({ type: "holds.changed" });
  const { databaseId, environment } = row;
  await wakeBackfills(deps, { ...(databaseId ? { databaseId } : {}), ...(environment ? { environment } : {}) });
  return { done: true };
}
