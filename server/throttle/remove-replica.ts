import type { Throttle } from "#contracts/throttle.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { getThrottle } from "./get-throttle.ts";
import { deleteReplica, getThrottleRow } from "./throttle-repository.ts";

/** Its lag is watched no longer, and its password is forgotten. */
export async function removeReplica(
  deps: Container,
  input: { readonly actor: Actor; readonly databaseId: string; readonly replicaId: string },
): Promise<Throttle> {
  const { actor, databaseId, replicaId } = input;
  assertCan(actor, "throttle.write");
  await deps.prisma.$transaction(async (tx) => {
    const row = await getThrottleRow(tx, databaseId);
    const name = await deleteReplica(tx, replicaId, databaseId);
    if (name === null) throw new DomainError("not-found", `${row.name} has no such replica. Nothing was changed.`);
    await writeAudit(tx, actor, {
      action: "replica.remove",
      objectType: "database",
      objectId: databaseId,
      objectName: row.name,
      before: { name },
      after: null,
    });
  });
  await deps.feed.publish({ type: "throttle.changed", databaseId });
  return getThrottle(deps, { actor, databaseId });
}
