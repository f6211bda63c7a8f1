import type { z } from "zod";
import type { previewRollback as contract } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import { findBackfill } from "#server/backfills/backfill-repository.ts";
import type { Container, Needs } from "#server/container.ts";
import { backfillFigures } from "./backfill-evidence.ts";
import { rollbackPlanOf } from "./rollback-plan.ts";
import { blockersOf } from "./rollout-blockers.ts";
import { openRunOn } from "./rollout-repository.ts";
import type { StepRecord } from "./run-record.ts";
import { findRunOfRollout } from "./run-repository.ts";
import { toUndoView } from "./to-undo-view.ts";

/** What a rollback would do, step by step, and where it must stop. */
export async function previewRollback(
  { prisma }: Needs<"prisma">,
  { actor, rolloutId }: { readonly actor: Actor; readonly rolloutId: string },
): Promise<z.output<typeof contract.response>> {
  assertCan(actor, "rollout.read");
  const run = await findRunOfRollout(prisma, rolloutId);
  if (!run) throw new DomainError("not-found", "There is no such rollout.");
  const plan = rollbackPlanOf(run.steps);
  const otherRun = await openRunOn(prisma, run.databaseId, run.id);
  const changed = await rowsChangedBy(prisma, plan.steps);
  return {
    steps: plan.steps.map(({ stepId, compiled, id }) => ({
      stepId,
      title: compiled.title,
      undo: toUndoView(compiled.undo, changed.get(id)),
    })),
    stopsAt: plan.stopsAt && { stepId: plan.stopsAt.stepId, title: plan.stopsAt.compiled.title },
    blockers: blockersOf("rollback", { state: run.state, steps: run.steps, otherRun, holds: [] }, actor.role),
  };
}

/** Of each step with a backfill. */
async function rowsChangedBy(
  prisma: Container["prisma"],
  steps: readonly StepRecord[],
): Promise<ReadonlyMap<string, number>> {
  const changed = new Map<string, number>();
  for (const step of steps) {
    const backfill = step.backfill && (await findBackfill(prisma, step.backfill.id));
    if (backfill) changed.set(step.id, backfillFigures(backfill).changed);
  }
  return changed;
}
