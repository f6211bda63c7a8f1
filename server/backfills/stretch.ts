import type { Sample } from "#contracts/rollout.ts";
import type { Batch } from "#core/backfill/slice-host.ts";

/** Figures that grow until they are shown. `since` is by the monotonic clock. */
export interface Stretch {
  readonly since: number;
  readonly rowsScanned: number;
  readonly rowsChanged: number;
  readonly batches: number;
  readonly sumMs: number;
  readonly maxMs: number;
  readonly retries: number;
  readonly lockWaits: number;
  readonly errors: number;
}

export const emptyStretch = (since: number): Stretch => ({
  since,
  rowsScanned: 0,
  rowsChanged: 0,
  batches: 0,
  sumMs: 0,
  maxMs: 0,
  retries: 0,
  lockWaits: 0,
  errors: 0,
});

export const withBatch = (stretch: Stretch, { scanned, changed, ms }: Batch): Stretch => ({
  ...stretch,
  rowsScanned: stretch.rowsScanned + scanned,
  rowsChanged: stretch.rowsChanged + changed,
  batches: stretch.batches + 1,
  sumMs: stretch.sumMs + ms,
  maxMs: Math.max(stretch.maxMs, ms),
});

export const withFailure = (stretch: Stretch, isLock: boolean): Stretch => ({
  ...stretch,
  retries: stretch.retries + 1,
  lockWaits: stretch.lockWaits + (isLock ? 1 : 0),
  errors: stretch.errors + (isLock ? 0 : 1),
});

/** The stretch of one slice up to now, `at`. One without a beginning took as long as its batches. */
export function sampleOf(stretch: Stretch, backfillId: string, at: Date): Sample {
  const { since, sumMs, maxMs, ...counts } = stretch;
  const ms = Number.isFinite(since) ? performance.now() - since : sumMs;
  const mean = (sum: number) => (stretch.batches === 0 ? 0 : sum / stretch.batches);
  return {
    backfillId,
    at: at.getTime(),
    ms: Math.max(1, Math.round(ms)),
    ...counts,
    batchMs: mean(sumMs),
    batchMaxMs: maxMs,
    batchRows: mean(stretch.rowsScanned),
    slices: 1,
  };
}
