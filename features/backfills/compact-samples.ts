import type { Sample } from "#contracts/rollout.ts";

const sum = (samples: readonly Sample[], of: (sample: Sample) => number): number =>
  samples.reduce((total, sample) => total + of(sample), 0);

/** Mean, weighted by batches. */
function mean(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const batches = sum(samples, (it) => it.batches);
  return batches > 0 ? sum(samples, (it) => of(it) * it.batches) / batches : 0;
}

function joined(samples: readonly [Sample, ...Sample[]]): Sample {
  const [first] = samples;
  if (samples.length === 1) return first;
  const at = samples.reduce((most, it) => Math.max(most, it.at), 0);
  const from = samples.reduce((least, it) => Math.min(least, it.at - it.ms), Number.POSITIVE_INFINITY);
  return {
    backfillId: first.backfillId,
    at,
    ms: at - from,
    rowsScanned: sum(samples, (it) => it.rowsScanned),
    rowsChanged: sum(samples, (it) => it.rowsChanged),
    batches: sum(samples, (it) => it.batches),
    batchMs: mean(samples, (it) => it.batchMs),
    batchMaxMs: samples.reduce((most, it) => Math.max(most, it.batchMaxMs), 0),
    retries: sum(samples, (it) => it.retries),
    lockWaits: sum(samples, (it) => it.lockWaits),
    errors: sum(samples, (it) => it.errors),
    batchRows: mean(samples, (it) => it.batchRows),
    slices: samples.reduce((most, it) => Math.max(most, it.slices), 0),
  };
}

/**
 * At most `most` samples that say the same as all: neighbours in time become one. A page that stays open for days
 * keeps no more than this.
 */
export function compactSamples(samples: readonly Sample[], most: number): readonly Sample[] {
  if (samples.length <= most) return samples;
  const first = samples.reduce((least, it) => Math.min(least, it.at), Number.POSITIVE_INFINITY);
  const last = samples.reduce((latest, it) => Math.max(latest, it.at), 0);
  // Half, so that the next ones do not ask for this again at once.
  const stretch = Math.max(1, (last - first) / (most / 2));
  const stretches = new Map<number, [Sample, ...Sample[]]>();
  for (const sample of samples) {
    const number = Math.floor((sample.at - first) / stretch);
    const before = stretches.get(number);
    if (before) before.push(sample);
    else stretches.set(number, [sample]);
  }
  return [...stretches.values()].map(joined).toSorted((a, b) => a.at - b.at);
}
