import type { BreakGlass } from "#contracts/break-glass.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { findBreakGlass, lockBreakGlass, updateBreakGlass } from "./break-glass-repository.ts";
import { refuseGlass } from "./refuse-glass.ts";
import { stateOfGlass, toBreakGlass } from "./to-break-glass.ts";

/** The review afterwards, by somebody who took no part: until then it stays an open item for everybody. */
export async function reviewBreakGlass(
  deps: Needs<"prisma" | "feed" | "now">,
  { actor, breakGlassId, text }: { readonly actor: Actor; readonly breakGlassId: string; readonly text: string },
): Promise<BreakGlass> {
  assertCan(actor, "breakglass.review");
  const now = deps.now();
  const row = await deps.prisma.$transaction(async (tx) => {
    await lockBreakGlass(tx);
    const seen = await findBreakGlass(tx, breakGlassId);
    if (!seen) throw new DomainError("not-found", "There is no such broken glass. Nothing was changed.");
    const state = stateOfGlass(seen, now);
    if (state !== "review")
      throw new DomainError("invalid-transition", `There is nothing to review (${state}). Nothing was changed.`, {
        extra: { state },
      });
    if (actor.userId === null || [seen.requestedById, seen.confirmedById].includes(actor.userId))
      throw refuseGlass("took-part", "Who broke the glass does not review it", "Ask a third person", "approver");
    const by = { reviewedById: actor.userId, reviewedByName: actor.name, reviewedAt: now };
    await updateBreakGlass(tx, seen.id, { review: text, ...by });
    await writeAudit(tx, actor, {
      action: "breakglass.review",
      objectType: "break-glass",
      objectId: seen.id,
      objectName: `${seen.migrationTitle} on ${seen.databaseName}`,
      after: { review: text },
      mark: "break-glass",
    });
    return findBreakGlass(tx, seen.id);
  });
  if (!row) throw new DomainError("internal", "A review was saved and is not there");
  await deps.feed.publish({ type: "glass.changed" });
  return toBreakGlass(row, now);
}
