import type { Stretch } from "./timeline.ts";

export interface Eta {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Running time before which a rate says too little. */
const LEAST_MS = 60_000;
/** Running time that is looked back on. */
const WINDOW_MS = 15 * 60_000;
/** Rates are taken over this much running time, so that one slow batch is not a rate. */
const RATE_MS = 5_000;

/** Rows a millisecond, over the window, of pieces long enough to be a rate. */
function rates(stretches: readonly Stretch[]): number[] {
  const found: number[] = [];
  let piece = { ms: 0, rows: 0 };
  let seen = 0;
  for (const { ms, rowsScanned } of stretches.toReversed()) {
    if (seen >= WINDOW_MS) break;
    seen += ms;
    piece = { ms: piece.ms + ms, rows: piece.rows + rowsScanned };
    if (piece.ms < RATE_MS) continue;
    found.push(piece.rows / piece.ms);
    piece = { ms: 0, rows: 0 };
  }
  return found.toSorted((a, b) => a - b);
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] ?? 0;

/**
 * Seconds of running that are left, from the fast and the slow rates of the last minutes, without further pauses.
 * `null`: not known yet, in the first minute of running or while nothing moves.
 */
export function estimateEta(stretches: readonly Stretch[], rowsLeft: number): Eta | null {
  const running = stretches.reduce((sum, { ms }) => sum + ms, 0);
  if (running < LEAST_MS) return null;
  const sorted = rates(stretches);
  const fast = percentile(sorted, 0.9);
  const slow = percentile(sorted, 0.1) || sorted.find((rate) => rate > 0) || 0;
  if (fast <= 0 || slow <= 0) return null;
  const left = Math.max(0, rowsLeft);
  return { fromSeconds: Math.ceil(left / fast / 1000), toSeconds: Math.ceil(left / slow / 1000) };
}

/** Rows a second over the latest running time; `null` before there is any. */
export function rateNow(stretches: readonly Stretch[], windowMs = 10_000): number | null {
  let ms = 0;
  let rows = 0;
  for (const stretch of stretches.toReversed()) {
    if (ms >= windowMs) break;
    ms += stretch.ms;
    rows += stretch.rowsScanned;
  }
  return ms > 0 ? (rows * 1000) / ms : null;
}
