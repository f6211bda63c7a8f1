import type { Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { holdsOf } from "./holds-of.ts";
import { approvalsOf, findRolloutRow, openRunOn } from "./rollout-repository.ts";
import { readSurroundings } from "./rollout-surroundings.ts";
import { toStepRecord } from "./run-repository.ts";
import { toRollout } from "./to-rollout.ts";
import { toStages } from "./to-stages.ts";

/** All of a rollout as it is now, for the person who asks. */
export async function getRollout(
  deps: Needs<"prisma" | "now">,
  { actor, rolloutId }: { readonly actor: Actor; readonly rolloutId: string },
): Promise<Rollout> {
  assertCan(actor, "rollout.read");
  const row = await findRolloutRow(deps.prisma, rolloutId);
  const [run] = row?.runs ?? [];
  if (!row || !run) throw new DomainError("not-found", "There is no such rollout.");
  const steps = run.steps.map(toStepRecord);
  const [around, otherRun, approvals, holds, stages] = await Promise.all([
    readSurroundings(deps, [row]),
    openRunOn(deps.prisma, run.database.id, run.id),
    approvalsOf(deps.prisma, row.migration.id, row.digest, row.id),
    holdsOf(deps.prisma, run.database.id),
    toStages(deps, { rolloutId: row.id, state: run.state, steps }, actor),
  ]);
  return toRollout(row, { ...around, role: actor.role, otherRun, approvals, holds, stages });
}
