import type { ErrorCode } from "#core/domain/domain-error.ts";
import type { ErrorClass } from "#core/engines/engine-errors.ts";

/** What a failed try asks for, always after its ROLLBACK. */
export type FailureResponse =
  /** Try again; `size` says how many rows, `reconnect` whether over a new session with a new claim. */
  | {
      readonly act: "retry";
      readonly size: "same" | "half" | "tenth";
      readonly reconnect: boolean;
      readonly givenUpAs: ErrorCode;
    }
  /** Nothing that we can do helps. */
  | { readonly act: "stop"; readonly as: ErrorCode; readonly fix: string };

const retry = (size: "same" | "half" | "tenth", givenUpAs: ErrorCode): FailureResponse => ({
  act: "retry",
  size,
  reconnect: false,
  givenUpAs,
});
const reconnect: FailureResponse = { act: "retry", size: "same", reconnect: true, givenUpAs: "target-unreachable" };
const stop = (as: ErrorCode, fix: string): FailureResponse => ({ act: "stop", as, fix });

/** From the table of the backfill protocol, part 6. */
export const FAILURE_RESPONSES: Record<ErrorClass, FailureResponse> = {
  conflict: retry("same", "lock-not-acquired"),
  "lock-wait": retry("half", "lock-not-acquired"),
  "too-slow": retry("half", "target-refused"),
  "too-big": retry("tenth", "target-refused"),
  // Not by us: somebody ended the statement, and with it perhaps the session.
  cancelled: reconnect,
  connection: reconnect,
  crowded: reconnect,
  poison: stop(
    "target-refused",
    "A row's own data makes the statement fail: mend the row or the expression, then resume.",
  ),
  "schema-moved": stop("target-changed", "The schema changed under the backfill: compare it with the plan."),
  "wrong-server": stop("target-changed", "The server takes no writes: find the primary and correct the address."),
  storage: stop("target-refused", "The server has no room or its storage is damaged: mend that first, then resume."),
  rights: stop("target-rights", "The user lacks a right: grant it, then resume."),
  bug: stop("target-refused", "This failure is not known to Sluice: look at the server's message."),
};

/** Failures of a row that are answered at once, with a little jitter. */
const QUICK = 5;
const BACK_OFF_MS = [5_000, 15_000, 30_000] as const;

/** Milliseconds before the next try; `null`: tried often enough. `random` is from 0 to 1. */
export function waitBeforeRetry(failuresInARow: number, random: number): number | null {
  if (failuresInARow < QUICK) return Math.round(50 + 450 * random);
  return BACK_OFF_MS[failuresInARow - QUICK] ?? null;
}

/** Some failures of one kind in a row on rows that a conflict kept: then smaller. */
export const shrinksOnConflict = (failuresInARow: number): boolean => failuresInARow >= QUICK;
