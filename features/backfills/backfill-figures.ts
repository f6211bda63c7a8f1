import type { LiveEvent } from "#contracts/live.ts";
import type { Backfill } from "#contracts/rollout.ts";

export type Progress = Extract<LiveEvent, { type: "backfill.progressed" }>;

/** What the panel shows in large figures; the newest of what the server answered and what came live. */
export interface Figures {
  readonly fraction: number;
  readonly rowsScanned: number;
  readonly rowsChanged: number;
  readonly batches: number;
  readonly retries: number;
  readonly lockWaits: number;
  readonly errors: number;
  readonly rowsPerSecond: number | null;
  /** Milliseconds since 1970 of the newest commit that came live; 0: none has yet. */
  readonly committedAt: number;
}

export const figuresOf = (backfill: Backfill): Figures => ({
  fraction: backfill.fraction,
  rowsScanned: backfill.rowsScanned,
  rowsChanged: backfill.rowsChanged,
  batches: backfill.batches,
  retries: backfill.retries,
  lockWaits: backfill.lockWaits,
  errors: backfill.errors,
  rowsPerSecond: backfill.rowsPerSecond,
  committedAt: 0,
});

/** Totals only grow, so that an answer that is older than the last live sample takes nothing back. */
export function withAnswer(now: Figures, backfill: Backfill): Figures {
  const answer = figuresOf(backfill);
  if (answer.batches < now.batches) return { ...now, rowsPerSecond: now.rowsPerSecond ?? answer.rowsPerSecond };
  return { ...answer, committedAt: now.committedAt };
}

export function withProgress(now: Figures, event: Progress, rowsPerSecond: number | null): Figures {
  if (event.batches < now.batches) return now;
  const { sample } = event;
  return {
    fraction: Math.max(now.fraction, event.fraction),
    rowsScanned: event.rowsScanned,
    rowsChanged: event.rowsChanged,
    batches: event.batches,
    retries: now.retries + sample.retries,
    lockWaits: now.lockWaits + sample.lockWaits,
    errors: now.errors + sample.errors,
    rowsPerSecond: rowsPerSecond ?? now.rowsPerSecond,
    committedAt: event.committedAt,
  };
}

const WINDOW_MS = 10_000;

/** Rows a second over the last ten seconds, from the totals that came live. */
export function liveRate(recent: readonly Progress[]): number | null {
  const newest = recent.at(-1);
  if (!newest) return null;
  const window = recent.filter((it) => it.committedAt >= newest.committedAt - WINDOW_MS);
  const oldest = window[0];
  if (!oldest || newest.committedAt - oldest.committedAt < 1_000) return null;
  return ((newest.rowsScanned - oldest.rowsScanned) / (newest.committedAt - oldest.committedAt)) * 1000;
}
