import { isPointOfNoReturn } from "./next-action.ts";
import type { StepRecord } from "./run-record.ts";

type Part = Pick<StepRecord, "state" | "compiled" | "stepId" | "ordinal">;

export interface RollbackPlan<S extends Part = Part> {
  /** In the order in which they would be undone. */
  readonly steps: readonly S[];
  /** The step that cannot be undone; it and those before it stay. */
  readonly stopsAt: S | null;
}

const TOUCHED = ["running", "waiting", "failed", "succeeded", "undoing", "undo_failed"];
const WITHOUT_EFFECT = ["gate", "soak", "check"];

/** What a rollback would do now: the steps with an effect in reverse, up to the point of no return. */
export function rollbackPlanOf<S extends Part>(steps: readonly S[]): RollbackPlan<S> {
  const touched = steps.filter((step) => TOUCHED.includes(step.state)).toReversed();
  const at = touched.findIndex((step) => isPointOfNoReturn(step));
  const undone = at < 0 ? touched : touched.slice(0, at);
  return {
    steps: undone.filter((step) => !WITHOUT_EFFECT.includes(step.compiled.kind)),
    stopsAt: at < 0 ? null : (touched[at] ?? null),
  };
}
