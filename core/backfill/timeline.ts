/** Figures of a stretch of time of one slice, which may overlap those of others. */
export interface SliceStretch {
  /** Milliseconds since 1970 at its end. */
  readonly at: number;
  readonly ms: number;
  readonly rowsScanned: number;
}

/** Figures of a stretch of running time, all slices together; while nothing ran there is none. */
export interface Stretch {
  readonly ms: number;
  readonly rowsScanned: number;
}

const BUCKET_MS = 5_000;

/** Milliseconds that the intervals cover, counted once where they overlap. */
export function coveredMs(intervals: readonly (readonly [from: number, to: number])[]): number {
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return covered;
}

interface Bucket {
  rows: number;
  readonly intervals: (readonly [number, number])[];
}

/** Puts slices that worked at the same time on one line of running time, oldest first. */
export function asTimeline(stretches: readonly SliceStretch[]): readonly Stretch[] {
  const buckets = new Map<number, Bucket>();
  for (const { at, ms, rowsScanned } of stretches) {
    const from = at - Math.max(1, ms);
    for (let index = Math.floor(from / BUCKET_MS); index * BUCKET_MS < at; index += 1) {
      const interval = [Math.max(from, index * BUCKET_MS), Math.min(at, (index + 1) * BUCKET_MS)] as const;
      const bucket = buckets.get(index) ?? { rows: 0, intervals: [] };
      bucket.rows += (rowsScanned * (interval[1] - interval[0])) / (at - from);
      bucket.intervals.push(interval);
      buckets.set(index, bucket);
    }
  }
  return [...buckets]
    .toSorted(([a], [b]) => a - b)
    .map(([, { rows, intervals }]) => ({ ms: coveredMs(intervals), rowsScanned: rows }));
}
