import { PHASES, type Phase } from "#core/domain/phase.ts";
import type { PlanDocument, StepDocument } from "#core/domain/plan-document.ts";
import { type StepId, stepIdOf } from "#core/domain/step-id.ts";

/** A step where it stands in its document. */
export interface PlacedStep {
  readonly id: StepId;
  readonly phase: Phase;
  /** From 0. */
  readonly index: number;
  readonly step: StepDocument;
}

/** The steps of a document in the order in which they run. */
export const stepsOf = (document: PlanDocument): readonly PlacedStep[] =>
  PHASES.flatMap((phase) =>
    (document.phases[phase] ?? []).map((step, index) => ({ id: stepIdOf(phase, index), phase, index, step })),
  );
