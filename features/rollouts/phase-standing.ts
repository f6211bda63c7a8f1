import type { StepRun } from "#contracts/rollout.ts";
import { PHASES, type Phase } from "#core/domain/phase.ts";
import type { StepState } from "#core/domain/step-state.ts";

export type PhaseState =
  | "empty"
  | "pending"
  | "running"
  | "waiting"
  | "succeeded"
  | "failed"
  | "undoing"
  | "undone"
  | "skipped"
  | "paused";

export interface PhaseStanding {
  readonly phase: Phase;
  readonly state: PhaseState;
  readonly steps: readonly StepRun[];
  readonly done: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** From the most telling to the least. */
const TELLING: readonly [PhaseState, readonly StepState[]][] = [
  ["failed", ["failed", "undo_failed"]],
  ["undoing", ["undoing"]],
  ["waiting", ["waiting"]],
  ["running", ["running"]],
];

function stateOf(steps: readonly StepRun[]): PhaseState {
  if (steps.length === 0) return "empty";
  for (const [phaseState, states] of TELLING) if (steps.some((step) => states.includes(step.state))) return phaseState;
  if (steps.some((step) => step.state === "undone")) return "undone";
  if (steps.every((step) => step.state === "skipped")) return "skipped";
  const ended = steps.filter((step) => step.state === "succeeded" || step.state === "skipped").length;
  if (ended === steps.length) return "succeeded";
  return ended > 0 ? "running" : "pending";
}

/** The five phases of a run, from its steps. A step that was begun stands still while its run does. */
export function phaseStandings(steps: readonly StepRun[], isMoving = true): PhaseStanding[] {
  return PHASES.map((phase) => {
    const own = steps.filter((step) => step.phase === phase);
    const begun = own.flatMap((step) => (step.startedAt ? [step.startedAt] : [])).toSorted();
    const ended = own.flatMap((step) => (step.finishedAt ? [step.finishedAt] : [])).toSorted();
    const begins = stateOf(own);
    const state = begins === "running" && !isMoving ? "paused" : begins;
    return {
      phase,
      state,
      steps: own,
      done: own.filter((step) => step.state === "succeeded").length,
      // What was undone has taken no time that says anything.
      startedAt: state === "undone" || state === "skipped" ? null : (begun[0] ?? null),
      finishedAt: state === "succeeded" ? (ended.at(-1) ?? null) : null,
    };
  });
}

const AT_IT: readonly StepState[] = ["running", "waiting", "undoing", "failed", "undo_failed"];

/** The step that a run is at, if any. */
export const currentStep = (steps: readonly StepRun[]): StepRun | null =>
  steps.find((step) => AT_IT.includes(step.state)) ?? null;
