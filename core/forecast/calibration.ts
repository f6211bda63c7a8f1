/** How durations compare with what was expected before: count, mean and variance of the logarithm of their ratio. */
export interface Calibration {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

export const UNCALIBRATED: Calibration = { count: 0, mean: 0, variance: 0 };

/** Of the last so many; older ones fade, since servers and tables change. */
const REMEMBERED = 20;
/** One ratio beyond this factor is a mishap, such as a night of waiting for a lock. */
const MOST = 1_000;

/** Learns from one step. `expected` is the forecast before calibration, so that errors do not add up. */
export function learn(
  before: Calibration,
  { expected, actual }: { readonly expected: number; readonly actual: number },
): Calibration {
  if (!(expected > 0) || !(actual > 0)) return before;
  const ratio = Math.log(Math.min(MOST, Math.max(1 / MOST, actual / expected)));
  const count = Math.min(REMEMBERED, before.count + 1);
  const difference = ratio - before.mean;
  const mean = before.mean + difference / count;
  const variance = before.variance + (difference * (ratio - mean) - before.variance) / count;
  return { count, mean, variance: Math.max(0, variance) };
}

/** What a forecast is multiplied by: of one rollout half of its logarithm is believed, of many nearly all. */
export const factorOf = ({ count, mean }: Calibration): number => Math.exp((mean * count) / (count + 1));

/** Never narrower: no two runs take the same time. */
const LEAST_SPREAD = 1.25;

/** By which factor a duration may lie beside its forecast: as wide as assumed at first, then as wide as was seen. */
export function spreadOf({ count, variance }: Calibration, assumed: number): number {
  const seen = Math.exp(1.5 * Math.sqrt(variance));
  return Math.max(LEAST_SPREAD, seen, assumed ** (1 / (count + 1)));
}
