import type { ErrorCode } from "#core/domain/domain-error.ts";
import type { RunState } from "#core/domain/run-state.ts";

/** Documented in docs/cli.md; a number never changes its meaning. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  notAllowed: 3,
  notFound: 4,
  invalidPlan: 5,
  refused: 6,
  target: 7,
  tryLater: 8,
  unreachable: 9,
  runFailed: 10,
  runEndedOtherwise: 11,
  auditBroken: 12,
  interrupted: 130,
} as const;

export const EXIT_CODE_OF: Record<ErrorCode, number> = {
  "invalid-input": EXIT.usage,
  "invalid-plan": EXIT.invalidPlan,
  "not-found": EXIT.notFound,
  unauthenticated: EXIT.notAllowed,
  forbidden: EXIT.notAllowed,
  conflict: EXIT.refused,
  "invalid-transition": EXIT.refused,
  blocked: EXIT.refused,
  stale: EXIT.refused,
  expired: EXIT.refused,
  "rate-limited": EXIT.tryLater,
  "target-unreachable": EXIT.target,
  "target-rights": EXIT.target,
  "target-refused": EXIT.target,
  "target-changed": EXIT.target,
  "lock-not-acquired": EXIT.target,
  fenced: EXIT.refused,
  "commit-unknown": EXIT.target,
  interrupted: EXIT.tryLater,
  unsupported: EXIT.target,
  "secret-unreadable": EXIT.unexpected,
  internal: EXIT.unexpected,
};

/** What a wait ends with; `null`: the run is not at its end. */
export const EXIT_CODE_OF_STATE: Record<RunState, number | null> = {
  pending: null,
  running: null,
  pausing: null,
  paused: null,
  cancelling: null,
  rolling_back: null,
  succeeded: EXIT.done,
  failed: EXIT.runFailed,
  rollback_failed: EXIT.runFailed,
  cancelled: EXIT.runEndedOtherwise,
  rolled_back: EXIT.runEndedOtherwise,
};
