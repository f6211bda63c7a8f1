import type { Sample } from "#contracts/rollout.ts";
import { coveredMs } from "#core/backfill/timeline.ts";

/**
 * At most about `most` samples of one backfill, those of a stretch of time put together; sums stay sums, the longest
 * batch stays seen, and slices that worked at the same time count as such.
 */
export function downsample(samples: readonly Sample[], most: number): Sample[] {
  if (samples.length <= most) return [...samples];
  const starts = samples.map(({ at, ms }) => at - ms);
  const from = starts.reduce((a, b) => Math.min(a, b));
  const to = samples.reduce((a, { at }) => Math.max(a, at), from);
  const width = Math.max(1, (to - from + 1) / most);
  const groups = Map.groupBy(samples, ({ at }) => Math.floor((at - from) / width));
  return [...groups.values()].map(merge).sort((a, b) => a.at - b.at);
}

function merge(group: Sample[]): Sample {
  const [first] = group;
  if (!first || group.length === 1) return first as Sample;
  const sum = (value: (sample: Sample) => number) => group.reduce((total, sample) => total + value(sample), 0);
  const batches = sum((it) => it.batches);
  const mean = (value: (sample: Sample) => number) =>
    batches === 0 ? 0 : sum((it) => value(it) * it.batches) / batches;
  const ms = coveredMs(group.map(({ at, ms: length }) => [at - length, at] as const));
  return {
    backfillId: first.backfillId,
    at: group.reduce((newest, { at }) => Math.max(newest, at), first.at),
    ms,
    rowsScanned: sum((it) => it.rowsScanned),
    rowsChanged: sum((it) => it.rowsChanged),
    batches,
    batchMs: mean((it) => it.batchMs),
    batchMaxMs: group.reduce((longest, { batchMaxMs }) => Math.max(longest, batchMaxMs), 0),
    retries: sum((it) => it.retries),
    lockWaits: sum((it) => it.lockWaits),
    errors: sum((it) => it.errors),
    batchRows: mean((it) => it.batchRows),
    slices: Math.max(1, Math.round(sum((it) => it.ms * it.slices) / Math.max(1, ms))),
  };
}
