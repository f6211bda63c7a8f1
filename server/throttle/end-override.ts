import type { Throttle } from "#contracts/throttle.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { getThrottle } from "./get-throttle.ts";
import { deleteOverride, getThrottleRow } from "./throttle-repository.ts";

/** The signal is heeded again, from the next look on. */
export async function endOverride(
  deps: Container,
  input: { readonly actor: Actor; readonly databaseId: string; readonly overrideId: string },
): Promise<Throttle> {
  const { actor, databaseId, overrideId } = input;
  assertCan(actor, "throttle.override");
  await deps.prisma.$transaction(async (tx) => {
    const row = await getThrottleRow(tx, databaseId);
    const ended = await deleteOverride(tx, overrideId, databaseId);
    if (!ended)
      throw new DomainError("not-found", "There is no such override; perhaps it has ended. Nothing was changed.");
    await writeAudit(tx, actor, {
      action: "signal.heed",
      objectType: "database",
      objectId: databaseId,
      objectName: row.name,
      before: { code: ended.code, until: ended.until.toISOString() },
      after: null,
    });
  });
  await deps.feed.publish({ type: "throttle.changed", databaseId });
  return getThrottle(deps, { actor, databaseId });
}
