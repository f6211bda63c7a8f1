import { transitions } from "./transitions.ts";

/**
 * What may follow what, for a run. `pausing`, `cancelling` and `rolling_back` are requests, their partners are facts
 * that a worker writes when it holds nothing on the target any more.
 */
const NEXT = {
  pending: ["running", "pausing", "cancelling"],
  running: ["pausing", "cancelling", "rolling_back", "succeeded", "failed"],
  // The request can land while the last step is ending; the run then succeeds or fails.
  pausing: ["paused", "running", "cancelling", "rolling_back", "succeeded", "failed"],
  paused: ["running", "cancelling", "rolling_back"],
  // A failed run can be taken up again where it failed.
  failed: ["running", "cancelling", "rolling_back"],
  cancelling: ["cancelled", "rolling_back", "failed"],
  cancelled: ["rolling_back"],
  rolling_back: ["rolled_back", "rollback_failed"],
  rollback_failed: ["rolling_back"],
  rolled_back: [],
  // A finished run can be undone while no point of no return was passed.
  succeeded: ["rolling_back"],
} as const;

export type RunState = keyof typeof NEXT;
export const RUN_STATES = Object.keys(NEXT) as RunState[];
export const runStates = transitions<RunState>(NEXT);

/** States in which a worker has something to do. */
export const RUN_STATES_AT_WORK = [
  "pending",
  "running",
  "pausing",
  "cancelling",
  "rolling_back",
] as const satisfies RunState[];
export const isAtWork = (state: RunState): boolean => (RUN_STATES_AT_WORK as readonly RunState[]).includes(state);

/** States in which a run occupies its database: it may still change it without being started anew. */
export const RUN_STATES_OPEN = [
  ...RUN_STATES_AT_WORK,
  "paused",
  "failed",
  "rollback_failed",
] as const satisfies RunState[];
export const isOpen = (state: RunState): boolean => (RUN_STATES_OPEN as readonly RunState[]).includes(state);

export const RUN_STATE_LABELS: Record<RunState, string> = {
  pending: "Pending",
  running: "Running",
  pausing: "Pausing",
  paused: "Paused",
  failed: "Failed",
  cancelling: "Cancelling",
  cancelled: "Cancelled",
  rolling_back: "Rolling back",
  rollback_failed: "Rollback failed",
  rolled_back: "Rolled back",
  succeeded: "Succeeded",
};
