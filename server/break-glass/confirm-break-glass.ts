import type { BreakGlass } from "#contracts/break-glass.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { findBreakGlass, lockBreakGlass, updateBreakGlass } from "./break-glass-repository.ts";
import { refuseGlass } from "./refuse-glass.ts";
import { stateOfGlass, toBreakGlass } from "./to-break-glass.ts";

const MINUTE_MS = 60_000;

/** The second person says yes: from now on and for the time that was asked for the plan needs no approval there. */
export async function confirmBreakGlass(
  deps: Needs<"prisma" | "feed" | "now">,
  { actor, breakGlassId }: { readonly actor: Actor; readonly breakGlassId: string },
): Promise<BreakGlass> {
  assertCan(actor, "breakglass.confirm");
  const { userId } = actor;
  if (userId === null)
    throw refuseGlass("no-person", "This token stands for no person, so nobody would answer for it", "Sign in", "you");
  const now = deps.now();
  const row = await deps.prisma.$transaction(async (tx) => {
    await lockBreakGlass(tx);
    const seen = await findBreakGlass(tx, breakGlassId);
    if (!seen) throw new DomainError("not-found", "There is no such request. Nothing was changed.");
    if ((await getInstallation(tx)).singlePersonMode)
      throw refuseGlass("single-person", "In single-person mode nobody is the second", "Invite somebody", "owner");
    const state = stateOfGlass(seen, now);
    if (state !== "asked")
      throw new DomainError("invalid-transition", `It is not asked for any more (${state}). Nothing was changed.`, {
        extra: { state },
      });
    if (seen.requestedById === userId)
      throw refuseGlass(
        "same-person",
        "You asked for it, and two people break the glass",
        "Ask another approver",
        "approver",
      );
    const until = new Date(now.getTime() + seen.minutes * MINUTE_MS);
    await updateBreakGlass(tx, seen.id, {
      confirmedById: userId,
      confirmedByName: actor.name,
      confirmedAt: now,
      until,
    });
    await writeAudit(tx, actor, {
      action: "breakglass.confirm",
      objectType: "break-glass",
      objectId: seen.id,
      objectName: `${seen.migrationTitle} on ${seen.databaseName}`,
      after: { requestedBy: seen.requestedByName, until: until.toISOString(), digest: seen.digest },
      reason: seen.reason,
      mark: "break-glass",
    });
    return findBreakGlass(tx, seen.id);
  });
  if (!row) throw new DomainError("internal", "A confirmation was saved and is not there");
  await deps.feed.publish({ type: "glass.changed" });
  await deps.feed.publish({ type: "migration.changed", migrationId: row.migrationId });
  return toBreakGlass(row, now);
}
