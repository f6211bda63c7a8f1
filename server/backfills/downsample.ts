import type { Sample } from "#contracts/rollout.ts";

/** At most `most` samples of one backfill, neighbours put together; sums stay sums and the longest batch stays seen. */
export function downsample(samples: readonly Sample[], most: number): Sample[] {
  const size = Math.ceil(samples.length / most);
  if (size <= 1) return [...samples];
  const groups: Sample[] = [];
  for (let at = 0; at < samples.length; at += size) {
    const [first, ...rest] = samples.slice(at, at + size);
    if (first) groups.push(rest.reduce(merge, first));
  }
  return groups;
}

function merge(a: Sample, b: Sample): Sample {
  const batches = a.batches + b.batches;
  return {
    backfillId: a.backfillId,
    at: b.at,
    ms: a.ms + b.ms,
    rowsScanned: a.rowsScanned + b.rowsScanned,
    rowsChanged: a.rowsChanged + b.rowsChanged,
    batches,
    batchMs: batches === 0 ? 0 : (a.batchMs * a.batches + b.batchMs * b.batches) / batches,
    batchMaxMs: Math.max(a.batchMaxMs, b.batchMaxMs),
    retries: a.retries + b.retries,
    lockWaits: a.lockWaits + b.lockWaits,
    errors: a.errors + b.errors,
  };
}
