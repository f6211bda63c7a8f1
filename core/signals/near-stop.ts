import type { SignalLimit } from "#core/domain/signal.ts";

/** From this share of the way to its stop limit a budget is looked at more often. */
const NEAR = 0.3;
/** A worker has heard of a stop, and its batch has ended, after about this. */
const REACTION_MS = 250;
const LEAST_STEP_MS = 100;

/** Where stop lies under resume (or under slow), such as with free disk, less is worse. */
export function isLessWorse({ stop, resume, slow }: SignalLimit): boolean {
  const other = resume ?? slow;
  return stop !== null && other !== null && stop < other;
}

export const isBeyond = (value: number, edge: number, limit: SignalLimit): boolean =>
  isLessWorse(limit) ? value <= edge : value >= edge;

/**
 * What a value will be at the next look, and after the reaction to it, if it goes on as since the last one: a limit is
 * not to be passed by what happens between two looks. Milliseconds of one clock. A value that gets better is as it is.
 */
export function foreseen(
  value: number,
  limit: SignalLimit,
  { before, stepMs }: { readonly before: number | null; readonly stepMs: number },
): number {
  if (before === null) return value;
  const ahead = ((value - before) * (stepMs + REACTION_MS)) / Math.max(LEAST_STEP_MS, stepMs);
  return isLessWorse(limit) === ahead < 0 ? value + ahead : value;
}

/** Whether a stop may be a moment away. */
export function isNearStop(value: number | null, limit: SignalLimit | null): boolean {
  if (value === null || limit?.stop == null) return false;
  const { stop, resume } = limit;
  return isLessWorse(limit) ? value <= stop + (1 - NEAR) * ((resume ?? 2 * stop) - stop) : value >= NEAR * stop;
}
