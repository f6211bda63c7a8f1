import type { Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { toJson } from "#server/json-column.ts";
import { announceRun } from "./announce-run.ts";
import { enqueueRun } from "./enqueue-run.ts";
import { lookAgainAtGate, markGateOverridden } from "./gate-repository.ts";
import { getRollout } from "./get-rollout.ts";
import { addRunEvent, findRunOfRollout } from "./run-repository.ts";

/** Puts what a gate demands of applications aside. What did not hold is written down; a question to a person stays. */
export async function overrideGate(
  deps: Container,
  input: { readonly actor: Actor; readonly rolloutId: string; readonly stepId: StepId; readonly reason: string },
): Promise<Rollout> {
  const { actor, rolloutId, stepId, reason } = input;
  assertCan(actor, "rollout.override");
  const run = await findRunOfRollout(deps.prisma, rolloutId);
  const step = run?.steps.find((it) => it.stepId === stepId);
  if (!run || step?.compiled.work.kind !== "gate") throw new DomainError("not-found", "There is no such gate.");
  if ((step.compiled.work.applications ?? []).length === 0)
    throw new DomainError(
      "blocked",
      "This gate demands nothing of applications; it waits for a yes. Nothing was done.",
    );
  const held = step.gate?.standing.demands.filter(({ isMet }) => !isMet) ?? [];
  const isDone = await deps.prisma.$transaction(async (tx) => {
    if (!(await markGateOverridden(tx, step.id, { by: actor, reason, at: deps.now() }))) return false;
    await lookAgainAtGate(tx, step.id);
    const message = `Put the demands of the gate “${step.compiled.title}” aside: ${reason}`;
    await addRunEvent(tx, run.id, {
      byName: actor.name,
      kind: "gate.overridden",
      message,
      stepId,
      severity: "warning",
    });
    await writeAudit(tx, actor, {
      action: "rollout.override-gate",
      objectType: "rollout",
      objectId: rolloutId,
      objectName: run.migrationTitle,
      after: toJson({ step: stepId, held: held.map(({ title, says }) => ({ title, says })) }),
      reason,
    });
    return true;
  });
  if (!isDone && !step.override) {
    const message = `The rollout is not at this gate (it is ${run.state.replace("_", " ")}). Nothing was done.`;
    throw new DomainError("invalid-transition", message, { extra: { state: run.state } });
  }
  await announceRun(deps, run);
  await enqueueRun(deps, run.id);
  return getRollout(deps, { actor, rolloutId });
}
