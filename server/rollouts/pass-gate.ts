import type { Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "./announce-run.ts";
import { enqueueRun } from "./enqueue-run.ts";
import { lookAgainAtGate } from "./gate-repository.ts";
import { getRollout } from "./get-rollout.ts";
import { addRunEvent, findRunOfRollout, setRunWaiting } from "./run-repository.ts";
import { markGatePassed } from "./step-run-repository.ts";
import { gateBlockers } from "./to-gate-view.ts";

/** Answers a gate with yes. Of two who do, the first counts. */
export async function passGate(
  deps: Container,
  input: { readonly actor: Actor; readonly rolloutId: string; readonly stepId: StepId; readonly comment: string },
): Promise<Rollout> {
  const { actor, rolloutId, stepId, comment } = input;
  assertCan(actor, "rollout.gate");
  const run = await findRunOfRollout(deps.prisma, rolloutId);
  const step = run?.steps.find((it) => it.stepId === stepId);
  if (!run || step?.compiled.kind !== "gate") throw new DomainError("not-found", "There is no such gate.");
  const { work } = step.compiled;
  if (work.kind === "gate" && work.ask === null) {
    const message =
      "This gate asks nobody: it opens by itself once all that it demands of applications holds. Nothing was done.";
    throw new DomainError("blocked", message, { extra: { blockers: gateBlockers(step) } });
  }
  if (step.passedAt) return getRollout(deps, { actor, rolloutId });

  const isPassed = await deps.prisma.$transaction(async (tx) => {
    if (!(await markGatePassed(tx, step.id, actor))) return false;
    // With demands it may go on to wait for those.
    const hasDemands = work.kind === "gate" && (work.applications?.length ?? 0) > 0;
    if (hasDemands) await lookAgainAtGate(tx, step.id);
    else await setRunWaiting(tx, run.id, null);
    const message = `${hasDemands ? "Said yes to" : "Passed"} the gate “${step.compiled.title}”${comment ? `: ${comment}` : ""}`;
    await addRunEvent(tx, run.id, { byName: actor.name, kind: "gate.passed", message, stepId });
    await writeAudit(tx, actor, {
      action: "rollout.gate",
      objectType: "rollout",
      objectId: rolloutId,
      objectName: run.migrationTitle,
      after: { step: stepId, ask: step.compiled.title },
      reason: comment || null,
    });
    return true;
  });
  if (!isPassed) {
    const now = await findRunOfRollout(deps.prisma, rolloutId);
    if (!now?.steps.some((it) => it.stepId === stepId && it.passedAt)) {
      const message = `The rollout is not at this gate (it is ${run.state.replace("_", " ")}). Nothing was done.`;
      throw new DomainError("invalid-transition", message, { extra: { state: run.state } });
    }
  }
  await announceRun(deps, run);
  await enqueueRun(deps, run.id);
  return getRollout(deps, { actor, rolloutId });
}
