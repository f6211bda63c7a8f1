import { transitions } from "./transitions.ts";

const NEXT = {
  pending: ["running", "skipped"],
  // `waiting` is running without work of ours: a gate, a soak, a lock that somebody holds.
  running: ["waiting", "succeeded", "failed", "pending"],
  waiting: ["running", "succeeded", "failed", "pending"],
  failed: ["running", "undoing"],
  succeeded: ["undoing"],
  skipped: [],
  undoing: ["undone", "undo_failed"],
  undo_failed: ["undoing"],
  undone: [],
} as const;

export type StepState = keyof typeof NEXT;
export const STEP_STATES = Object.keys(NEXT) as StepState[];
export const stepStates = transitions<StepState>(NEXT);
