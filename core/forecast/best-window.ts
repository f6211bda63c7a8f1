const HOURS = 24;
/** A window of so many hours is looked for. */
const LENGTH = 2;
/** So many hours of the day must have been seen, each more than once, or nothing is said. */
const LEAST_HOURS = 18;
const LEAST_SAMPLES = 2;

export interface ActivitySample {
  readonly at: Date;
  /** Sessions at work, however they are counted: only compared with each other. */
  readonly value: number;
}
/** Hours of UTC; `to` is not in it. */
export interface BestWindow {
  readonly from: number;
  readonly to: number;
  /** Activity there as a share of the mean over the day. */
  readonly share: number;
}

/** The quietest hours of the day, as far as samples tell. `null`: not known yet. */
export function bestWindow(samples: readonly ActivitySample[]): BestWindow | null {
  const sums = Array.from({ length: HOURS }, () => ({ sum: 0, count: 0 }));
  for (const { at, value } of samples) {
    const hour = sums[at.getUTCHours()];
    if (!hour) continue;
    hour.sum += value;
    hour.count += 1;
  }
  const means = sums.map(({ sum, count }) => (count < LEAST_SAMPLES ? null : sum / count));
  const known = means.flatMap((it) => it ?? []);
  if (known.length < LEAST_HOURS) return null;
  const mean = known.reduce((sum, it) => sum + it, 0) / known.length;
  const windows = means.flatMap((_, from) => {
    const own = Array.from({ length: LENGTH }, (_it, at) => means[(from + at) % HOURS] ?? null);
    return own.includes(null) ? [] : [{ from, value: own.reduce<number>((sum, it) => sum + (it ?? 0), 0) / LENGTH }];
  });
  const [best] = windows.toSorted((a, b) => a.value - b.value || a.from - b.from);
  if (!best) return null;
  return { from: best.from, to: (best.from + LENGTH) % HOURS, share: mean === 0 ? 1 : best.value / mean };
}
