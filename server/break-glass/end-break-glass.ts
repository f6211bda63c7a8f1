import type { BreakGlass } from "#contracts/break-glass.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { findBreakGlass, lockBreakGlass, updateBreakGlass } from "./break-glass-repository.ts";
import { stateOfGlass, toBreakGlass } from "./to-break-glass.ts";

/** Ends it before its time, or takes the request back: anybody who may run rollouts can make it safe again. */
export async function endBreakGlass(
  deps: Needs<"prisma" | "feed" | "now">,
  { actor, breakGlassId }: { readonly actor: Actor; readonly breakGlassId: string },
): Promise<BreakGlass> {
  assertCan(actor, "breakglass.request");
  const now = deps.now();
  const row = await deps.prisma.$transaction(async (tx) => {
    await lockBreakGlass(tx);
    const seen = await findBreakGlass(tx, breakGlassId);
    if (!seen) throw new DomainError("not-found", "There is no such request. Nothing was changed.");
    const state = stateOfGlass(seen, now);
    if (state !== "asked" && state !== "open") return seen;
    await updateBreakGlass(tx, seen.id, { endedAt: now, endedByName: actor.name });
    await writeAudit(tx, actor, {
      action: "breakglass.end",
      objectType: "break-glass",
      objectId: seen.id,
      objectName: `${seen.migrationTitle} on ${seen.databaseName}`,
      before: { state, until: seen.until?.toISOString() ?? null },
      after: null,
      mark: "break-glass",
    });
    return findBreakGlass(tx, seen.id);
  });
  if (!row) throw new DomainError("internal", "Broken glass is gone while it was ended");
  await deps.feed.publish({ type: "glass.changed" });
  await deps.feed.publish({ type: "migration.changed", migrationId: row.migrationId });
  return toBreakGlass(row, now);
}
