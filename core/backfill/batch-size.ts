/** Fewest and most rows of a batch that is sized by its time. */
export const LEAST_ROWS = 10;
export const MOST_ROWS = 50_000;

/** Good batches that must pass after a lock or statement timeout before the size grows again. */
const CALM_BATCHES = 10;
const RISING = 0.6;
const FALLING = 0.2;

/** What the size of the next batch follows from. Sized by data; pace is by load and elsewhere. */
export interface BatchSizing {
  readonly size: number;
  /** Milliseconds a row, smoothed: quick to rise and slow to fall; `null` before the first batch. */
  readonly costMs: number | null;
  /** Batches without growth that are left. */
  readonly calm: number;
}

const inBounds = (size: number): number => Math.round(Math.min(MOST_ROWS, Math.max(LEAST_ROWS, size)));

export const startSizing = (size: number): BatchSizing => ({ size: inBounds(size), costMs: null, calm: 0 });

function smoothed(before: number | null, now: number): number {
  if (before === null) return now;
  return before + (now > before ? RISING : FALLING) * (now - before);
}

/** After a batch: towards the size that takes `targetMs`, by half or half as much again at most. */
export function afterBatch(
  sizing: BatchSizing,
  batch: { readonly ms: number; readonly scanned: number },
  targetMs: number,
): BatchSizing {
  const calm = Math.max(0, sizing.calm - 1);
  // The last rows of a shard say little: their time is mostly the transaction's own.
  if (batch.scanned === 0 || batch.scanned * 2 < sizing.size) return { ...sizing, calm };
  const costMs = smoothed(sizing.costMs, batch.ms / batch.scanned);
  const want = costMs > 0 ? targetMs / costMs : MOST_ROWS;
  const { size } = sizing;
  if (batch.ms > 5 * targetMs) return { size: inBounds(size / 10), costMs, calm };
  if (batch.ms > 2 * targetMs) return { size: inBounds(Math.min(size / 2, want)), costMs, calm };
  const grown = Math.min(Math.max(want, size / 2), sizing.calm > 0 ? size : size * 1.5);
  return { size: inBounds(grown), costMs, calm };
}

/** After a lock or statement timeout: half, and no growth for a while. */
export const afterTimeout = (sizing: BatchSizing): BatchSizing => ({
  ...sizing,
  size: inBounds(sizing.size / 2),
  calm: CALM_BATCHES,
});

/** Keeps its size for a while, as after a lock wait of which the size is not the cause. */
export const withoutGrowth = (sizing: BatchSizing): BatchSizing => ({ ...sizing, calm: CALM_BATCHES });

/** After the server ran out of room for the batch. */
export const afterTooBig = (sizing: BatchSizing): BatchSizing => ({
  ...sizing,
  size: inBounds(sizing.size / 10),
  calm: CALM_BATCHES,
});
