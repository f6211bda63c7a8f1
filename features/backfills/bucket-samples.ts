import type { Sample } from "#contracts/rollout.ts";

/** Lines of a chart over one time axis; `null` where nothing ran. */
export interface SampleSeries {
  /** Milliseconds since 1970, the middle of each bucket. */
  readonly at: number[];
  readonly rowsPerSecond: (number | null)[];
  readonly batchMs: (number | null)[];
  readonly batchMaxMs: (number | null)[];
  /** Mean rows a batch. */
  readonly batchRows: (number | null)[];
  /** Stretches without any work, in milliseconds since 1970. */
  readonly idle: { readonly from: number; readonly to: number }[];
}

const MAX_POINTS = 480;
const NICE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
/** Shorter stretches without a batch are the pauses between batches. */
const IDLE_MS = 6_000;

function bucketSeconds(samples: readonly Sample[], spanMs: number): number {
  const longest = samples.reduce((most, sample) => Math.max(most, sample.ms), 0);
  const least = Math.max(spanMs / MAX_POINTS, Math.min(longest, 60_000)) / 1000;
  return NICE_SECONDS.find((seconds) => seconds >= least) ?? Math.ceil(least);
}

interface Bucket {
  rows: number;
  batches: number;
  batchTime: number;
  longest: number;
}

/** Sums the samples of all shards into buckets: a sample that lies over several is spread over them by time. */
export function bucketSamples(samples: readonly Sample[]): SampleSeries {
  const series: SampleSeries = { at: [], rowsPerSecond: [], batchMs: [], batchMaxMs: [], batchRows: [], idle: [] };
  if (samples.length === 0) return series;
  const from = samples.reduce((least, it) => Math.min(least, it.at - it.ms), Number.POSITIVE_INFINITY);
  const to = samples.reduce((most, it) => Math.max(most, it.at), 0);
  const size = bucketSeconds(samples, to - from) * 1000;
  const first = Math.floor(from / size);
  const buckets: Bucket[] = Array.from({ length: Math.max(1, Math.ceil(to / size) - first) }, () => ({
    rows: 0,
    batches: 0,
    batchTime: 0,
    longest: 0,
  }));
  for (const sample of samples) spread(sample, buckets, first, size);
  // The youngest bucket is not full yet: measured over its part that has passed.
  const lastPart = Math.max(to - (first + buckets.length - 1) * size, size * 0.2);
  for (const [index, bucket] of buckets.entries()) {
    const length = index === buckets.length - 1 ? lastPart : size;
    const worked = bucket.batches > 0;
    series.at.push((first + index + 0.5) * size);
    series.rowsPerSecond.push(worked ? (bucket.rows / length) * 1000 : null);
    series.batchMs.push(worked ? bucket.batchTime / bucket.batches : null);
    series.batchMaxMs.push(worked ? bucket.longest : null);
    series.batchRows.push(worked ? bucket.rows / bucket.batches : null);
  }
  series.idle.push(...idleOf(series, size));
  return series;
}

function spread(sample: Sample, buckets: Bucket[], first: number, size: number): void {
  const start = sample.at - sample.ms;
  const length = Math.max(sample.ms, 1);
  const firstBucket = Math.floor(start / size);
  const lastBucket = Math.max(firstBucket, Math.ceil(sample.at / size) - 1);
  for (let at = firstBucket; at <= lastBucket; at += 1) {
    const bucket = buckets[at - first];
    if (!bucket) continue;
    const overlap = Math.min(sample.at, (at + 1) * size) - Math.max(start, at * size);
    const share = sample.ms === 0 ? 1 : Math.max(0, overlap) / length;
    bucket.rows += sample.rowsScanned * share;
    bucket.batches += sample.batches * share;
    bucket.batchTime += sample.batchMs * sample.batches * share;
    if (share > 0) bucket.longest = Math.max(bucket.longest, sample.batchMaxMs);
  }
}

function idleOf(series: SampleSeries, size: number): { from: number; to: number }[] {
  const idle: { from: number; to: number }[] = [];
  let since: number | null = null;
  for (const [index, at] of series.at.entries()) {
    const isIdle = series.rowsPerSecond[index] === null;
    if (isIdle) since ??= at - size / 2;
    if (!isIdle && since !== null) {
      if (at - size / 2 - since >= IDLE_MS) idle.push({ from: since, to: at - size / 2 });
      since = null;
    }
  }
  return idle;
}
