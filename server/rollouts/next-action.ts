import type { RunState } from "#core/domain/run-state.ts";
import type { StepState } from "#core/domain/step-state.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";

/** What a worker does next for a run. Nothing of it is remembered: it follows from the rows alone. */
export type NextAction =
  | { readonly do: "begin" }
  | { readonly do: "execute"; readonly step: StepRecord }
  | { readonly do: "undo"; readonly step: StepRecord }
  /** A step was left in the middle and is not to go on: ask the target whether its effect is there. */
  | { readonly do: "reconcile"; readonly step: StepRecord }
  | { readonly do: "stop-backfill"; readonly step: StepRecord; readonly to: "pausing" | "cancelling" }
  | { readonly do: "settle"; readonly to: RunState; readonly reason: string | null }
  /** `until`: look again then; `null`: only when nudged. */
  | { readonly do: "wait"; readonly until: Date | null }
  | { readonly do: "rest" };

type Part = Pick<RunRecord, "state" | "steps">;

/** Decides from the run's state and its steps. Pure. */
export function nextAction(run: Part, now: Date): NextAction {
  switch (run.state) {
    case "pending":
      return { do: "begin" };
    case "running":
      return whileRunning(run, now);
    case "pausing":
      return whilePausing(run);
    case "cancelling":
      return stopped(run) ?? { do: "settle", to: "cancelled", reason: null };
    case "rolling_back":
      return stopped(run) ?? undoNext(run, now);
    default:
      return { do: "rest" };
  }
}

const ENDED: readonly StepState[] = ["succeeded", "skipped", "undone"];
const isIn = (states: readonly StepState[]) => (step: StepRecord) => states.includes(step.state);

/** The step that a run is at: the first that has not ended. */
export const currentStep = (steps: readonly StepRecord[]): StepRecord | null =>
  steps.find((step) => !ENDED.includes(step.state)) ?? null;

const untilOf = ({ waiting }: StepRecord): Date | null => (waiting?.until ? new Date(waiting.until) : null);

function whileRunning({ steps }: Part, now: Date): NextAction {
  const step = currentStep(steps);
  if (!step) return { do: "settle", to: "succeeded", reason: null };
  const until = untilOf(step);
  // Looked at again from time to time: a place in a group or another policy may lift it as well as a decision.
  if (step.state === "pending" && step.waiting?.code === "approval" && until && until > now)
    return { do: "wait", until };
  if (step.state !== "waiting" && step.state !== "running") return { do: "execute", step };
  if (step.state === "waiting" && until && until > now) return { do: "wait", until };
  // What is demanded of applications is looked at from time to time; a question only a person answers.
  if (step.compiled.kind === "gate" && step.state === "waiting" && !step.passedAt && !hasDemands(step))
    return { do: "wait", until: null };
  // Slices carry a running backfill; the run hears when they are done.
  if (step.backfill?.state === "running") return { do: "wait", until: null };
  return { do: "execute", step };
}

const hasDemands = ({ compiled: { work } }: StepRecord): boolean =>
  work.kind === "gate" && (work.applications?.length ?? 0) > 0;

function whilePausing({ steps }: Part): NextAction {
  const step = currentStep(steps);
  if (!step) return { do: "settle", to: "succeeded", reason: null };
  const backfill = step.backfill?.state;
  if (backfill === "pending" || backfill === "running") return { do: "stop-backfill", step, to: "pausing" };
  if (backfill === "pausing") return { do: "wait", until: null };
  return { do: "settle", to: "paused", reason: null };
}

/** What must happen before a run that shall not go on holds nothing on the target any more. */
function stopped({ steps }: Part): NextAction | null {
  const step = currentStep(steps);
  if (!step) return null;
  const backfill = step.backfill?.state;
  if (backfill === "cancelling") return { do: "wait", until: null };
  if (backfill && !["cancelled", "succeeded"].includes(backfill))
    return { do: "stop-backfill", step, to: "cancelling" };
  return step.state === "running" || step.state === "waiting" ? { do: "reconcile", step } : null;
}

function undoNext({ steps }: Part, now: Date): NextAction {
  const step = steps.findLast(isIn(["succeeded", "failed", "undoing", "undo_failed"]));
  if (!step) return { do: "settle", to: "rolled_back", reason: "Every step that was carried out was undone." };
  const until = step.state === "undoing" ? untilOf(step) : null;
  if (until && until > now) return { do: "wait", until };
  if (!isPointOfNoReturn(step)) return { do: "undo", step };
  const reason = `Stopped at the point of no return: “${step.compiled.title}” cannot be undone; it and the steps before it stay.`;
  return { do: "settle", to: "rolled_back", reason };
}

/** Whether a step was carried out, at least in part, and its author said that it cannot be undone. */
export function isPointOfNoReturn(step: Pick<StepRecord, "state" | "compiled">): boolean {
  if (step.compiled.undo.kind !== "none") return false;
  if (step.state === "succeeded") return true;
  // Short DDL and checks leave nothing behind when they fail; batches and long statements may.
  const { work } = step.compiled;
  return step.state === "failed" && (work.kind === "backfill" || (work.kind === "sql" && work.form === "long"));
}
