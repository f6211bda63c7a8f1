import type { Phase } from "./phase.ts";

/** Names a step inside its plan: phase and one-based place, as in `cutover.1`. */
export type StepId = `${Phase}.${number}`;

export const stepIdOf = (phase: Phase, index: number): StepId => `${phase}.${index + 1}`;

export const phaseOfStep = (id: StepId): Phase => id.slice(0, id.indexOf(".")) as Phase;
