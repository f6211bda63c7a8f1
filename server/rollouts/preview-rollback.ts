import type { z } from "zod";
import type { previewRollback as contract } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { rollbackPlanOf } from "./rollback-plan.ts";
import { blockersOf } from "./rollout-blockers.ts";
import { openRunOn } from "./rollout-repository.ts";
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
  return {
    steps: plan.steps.map(({ stepId, compiled }) => ({
      stepId,
      title: compiled.title,
      undo: toUndoView(compiled.undo),
    })),
    stopsAt: plan.stopsAt && { stepId: plan.stopsAt.stepId, title: plan.stopsAt.compiled.title },
    blockers: blockersOf("rollback", { state: run.state, steps: run.steps, otherRun }, actor.role),
  };
}
