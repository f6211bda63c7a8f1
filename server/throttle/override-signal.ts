import type { Throttle } from "#contracts/throttle.ts";
import type { SignalCode } from "#core/domain/signal.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { getThrottle } from "./get-throttle.ts";
import { getThrottleRow, insertOverride } from "./throttle-repository.ts";

/** Puts one signal aside for some minutes. It is read and shown, and changes nothing meanwhile. */
export async function overrideSignal(
  deps: Container,
  input: {
    readonly actor: Actor;
    readonly databaseId: string;
    readonly code: SignalCode;
    readonly minutes: number;
    readonly reason: string;
  },
): Promise<Throttle> {
  const { actor, databaseId, code, minutes, reason } = input;
  assertCan(actor, "throttle.override");
  await deps.prisma.$transaction(async (tx) => {
    const row = await getThrottleRow(tx, databaseId);
    const by = { byId: actor.id, byName: actor.name };
    const until = await insertOverride(tx, { id: newId(), databaseId, code, minutes, reason, ...by });
    await writeAudit(tx, actor, {
      action: "signal.override",
      objectType: "database",
      objectId: databaseId,
      objectName: row.name,
      before: null,
      after: { code, until: until.toISOString(), reason },
    });
  });
  await deps.feed.publish({ type: "throttle.changed", databaseId });
  return getThrottle(deps, { actor, databaseId });
}
