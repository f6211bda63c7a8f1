import type { StepWork } from "#core/plan/compiled-step.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

/** Waits until a person has said yes. */
export function executeGateStep({ step, deps }: StepTask, { ask }: Extract<StepWork, { kind: "gate" }>): StepOutcome {
  if (step.passedAt) return { is: "succeeded", message: `${step.passedByName ?? "Somebody"} said yes` };
  const since = step.waiting?.since ?? deps.now().toISOString();
  return { is: "waiting", cause: { code: "gate", message: ask, since } };
}
