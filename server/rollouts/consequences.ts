import type { Backfill } from "#contracts/rollout.ts";
import type { RunState } from "#core/domain/run-state.ts";
import { currentStep } from "./next-action.ts";
import { rollbackPlanOf } from "./rollback-plan.ts";
import type { RolloutAction } from "./rollout-blockers.ts";
import type { StepRecord } from "./run-record.ts";
import { restoreText } from "./to-undo-view.ts";

/** What a backfill has written by now. */
type Written = Pick<Backfill, "stepId" | "rowsChanged">;

/** Says of each button what it will do, before it is pressed. */
export function consequencesOf(
  state: RunState,
  steps: readonly StepRecord[],
  backfills: readonly Written[],
): Record<RolloutAction, string> {
  const step = currentStep(steps);
  return {
    pause: pauseText(step),
    resume: resumeText(state, step),
    cancel: cancelText(step),
    rollback: rollbackText(steps, backfills),
  };
}

function pauseText(step: StepRecord | null): string {
  const kind = step?.compiled.kind;
  if (kind === "backfill") return "Stops after the batch in flight. Nothing is undone; resume at any time.";
  if (kind === "index")
    return "The index build goes on to its end, then the rollout stops. Nothing is undone; resume at any time.";
  if (kind === "gate" || kind === "soak") return "Stops at once. Nothing is undone; resume at any time.";
  return "Stops after the statement in flight. Nothing is undone; resume at any time.";
}

function resumeText(state: RunState, step: StepRecord | null): string {
  if (!step) return "Goes on.";
  if (state === "failed") return `Tries “${step.compiled.title}” again, and goes on from there.`;
  if (step.compiled.kind === "backfill") return "Goes on after the last row that was changed; no row is changed twice.";
  return `Goes on with “${step.compiled.title}”.`;
}

function cancelText(step: StepRecord | null): string {
  if (step?.compiled.kind !== "backfill")
    return "Stops the statement in flight and ends the rollout for good. What was changed stays changed; roll back to undo it.";
  const stops = "Stops after the batch in flight and ends the rollout for good. Rows already changed stay changed";
  if (step.compiled.undo.kind === "restore")
    return `${stops}; their old values are kept, and a rollback puts them back.`;
  if (step.compiled.undo.kind === "none") return `${stops}, also in a rollback: their old values are not kept.`;
  return `${stops}; a rollback leaves their values, which go with their columns when expand is undone.`;
}

function rollbackText(steps: readonly StepRecord[], backfills: readonly Written[]): string {
  const plan = rollbackPlanOf(steps);
  const count = `${plan.steps.length} ${plan.steps.length === 1 ? "step" : "steps"}`;
  const kept = plan.steps.filter(({ compiled }) => compiled.undo.kind === "restore").map(({ stepId }) => stepId);
  const rows = backfills.filter(({ stepId }) => kept.includes(stepId)).reduce((sum, it) => sum + it.rowsChanged, 0);
  const restored = rows === 0 ? "" : ` ${restoreText(rows)}.`;
  if (!plan.stopsAt) return `Undoes ${count} in reverse order and ends the rollout.${restored}`;
  return `Undoes ${count} in reverse order and stops at “${plan.stopsAt.compiled.title}”, which cannot be undone.${restored}`;
}
