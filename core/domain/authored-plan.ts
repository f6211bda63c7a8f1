import type { PlanDocument } from "./plan-document.ts";
import type { PlanOperation } from "./plan-operation.ts";
import type { StepId } from "./step-id.ts";

/** A saved plan as a form of operations can show it again. */
export interface AuthoredPlan {
  readonly operations: readonly PlanOperation[];
  /** What it says beside its operations. */
  readonly said: Omit<PlanDocument, "operations" | "expanded" | "phases">;
  /** What is lost when the form writes it anew. */
  readonly losses: PlanLosses;
}

export interface PlanLosses {
  /** The phases are not as they were written of the operations. */
  readonly areEdited: boolean;
  /** Steps that no operation wrote. */
  readonly ownSteps: readonly StepId[];
  readonly hasComments: boolean;
}
