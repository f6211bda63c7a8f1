import type { z } from "zod";
import type { placeHold as contract, Hold } from "#contracts/throttle.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { getDatabaseRow } from "#server/databases/database-repository.ts";
import { newId } from "#server/new-id.ts";
import { wakeBackfills } from "#server/throttle/wake-backfills.ts";
import { findOpenHold, insertHold, lockHolds } from "./hold-repository.ts";
import { toHold } from "./to-hold.ts";

/** From now on no batch begins on what it covers, until it is lifted. Batches in flight end first. */
export async function placeHold(
  deps: Container,
  input: { readonly actor: Actor; readonly what: z.output<(typeof contract)["body"]> },
): Promise<Hold> {
  const { actor, what } = input;
  assertCan(actor, "hold.place");
  const environment = what.scope === "environment" ? what.environment : null;
  const databaseId = what.scope === "database" ? what.databaseId : null;
  const database = databaseId ? await getDatabaseRow(deps.prisma, databaseId) : null;
  const row = await deps.prisma.$transaction(async (tx) => {
    await lockHolds(tx);
    const scope = { scope: what.scope, environment, databaseId };
    const former = await findOpenHold(tx, scope);
    if (former)
      throw new DomainError(
        "conflict",
        `That is held already, by ${former.byName}: ${former.reason}. Nothing was changed.`,
      );
    const by = { byId: actor.id, byName: actor.name };
    const made = await insertHold(tx, { id: newId(), ...scope, reason: what.reason, ...by });
    await writeAudit(tx, actor, {
      action: "hold.place",
      objectType: "hold",
      objectId: made.id,
      objectName: database?.name ?? environment ?? "everything",
      before: null,
      after: { scope: what.scope, reason: what.reason },
    });
    return made;
  });
  await deps.feed.publish({ type: "holds.changed" });
  await wakeBackfills(deps, { ...(databaseId ? { databaseId } : {}), ...(environment ? { environment } : {}) });
  return toHold(row, new Map(database ? [[database.id, database.name]] : []));
}
