import type { JudgedReading, SignalSample, Slowdown } from "#contracts/throttle.ts";
import { SIGNAL_CODES, type SignalCode } from "#core/domain/signal.ts";
import { SIGNAL_WORDS, type Unit } from "../signal-words.ts";

/** One signal of one place over time. */
export interface SignalSeries {
  readonly key: string;
  readonly code: SignalCode;
  readonly label: string;
  readonly unit: Unit;
  /** As it is now; `null`: only its past is known. */
  readonly reading: JudgedReading | null;
  /** Of the reading; for the past those that were reached. */
  readonly limit: { readonly slow: number | null; readonly stop: number | null };
  readonly at: readonly number[];
  /** `null` where nobody read anything; `undefined` where only others were read. */
  readonly values: readonly (number | null | undefined)[];
}

const isCode = (code: string): code is SignalCode => (SIGNAL_CODES as readonly string[]).includes(code);
const keyOf = ({ code, host }: Pick<JudgedReading, "code" | "host">): string => `${code} ${host}`;

const WORST_FIRST: Record<JudgedReading["standing"], number> = {
  stop: 0,
  unknown: 1,
  slow: 2,
  overridden: 3,
  good: 4,
  off: 5,
};

/** Longer without a reading is a gap and no line. */
const GAP_FACTOR = 5;

/** A finished run has no readings any more: its limits are those that it stood at or was slowed by, the newest first. */
function reachedLimit(slowdowns: readonly Slowdown[], code: SignalCode, host: string): SignalSeries["limit"] {
  const newest = (effect: Slowdown["effect"]) =>
    slowdowns.findLast((it) => it.code === code && it.host === host && it.effect === effect)?.limit ?? null;
  return { slow: newest("slow"), stop: newest("stop") };
}

/** Nothing is drawn over a stretch in which nobody asked. */
function withGaps(samples: readonly SignalSample[]): readonly { at: number; values: SignalSample["values"] | null }[] {
  const distances = samples.slice(1).map((it, index) => it.at - (samples[index]?.at ?? it.at));
  const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  return samples.flatMap((it, index) => {
    const before = samples[index - 1];
    const isGap = before !== undefined && it.at - before.at > usual * GAP_FACTOR;
    return isGap ? [{ at: before.at + usual, values: null }, it] : [it];
  });
}

/** Each signal that has a past or a reading, worst first, so that what matters is seen without scrolling. */
export function signalSeries(
  samples: readonly SignalSample[],
  readings: readonly JudgedReading[],
  slowdowns: readonly Slowdown[] = [],
): readonly SignalSeries[] {
  const byKey = new Map(readings.map((it) => [keyOf(it), it]));
  const keys = new Set(byKey.keys());
  for (const sample of samples) for (const key of Object.keys(sample.values)) keys.add(key);
  const rows = withGaps(samples);
  const at = rows.map((it) => it.at);
  const series = [...keys].flatMap((key): SignalSeries[] => {
    const code = key.split(" ", 1)[0] ?? "";
    if (!isCode(code)) return [];
    const host = key.slice(code.length + 1);
    const { label, unit } = SIGNAL_WORDS[code];
    const reading = byKey.get(key) ?? null;
    const values = rows.map((it) => (it.values ? it.values[key] : null));
    const limit = reading?.limit ?? reachedLimit(slowdowns, code, host);
    return [
      { key, code, label: host ? `${label}, ${host}` : label, unit: reading?.unit ?? unit, reading, limit, at, values },
    ];
  });
  const rank = ({ reading }: SignalSeries) => {
    if (!reading) return 6;
    // A warning changes nothing: below all that does.
    return reading.kind === "warn" && reading.standing === "slow"
      ? WORST_FIRST.overridden
      : WORST_FIRST[reading.standing];
  };
  return series.toSorted((a, b) => rank(a) - rank(b) || nearness(b) - nearness(a) || a.key.localeCompare(b.key));
}

/** How near a signal is to its limit: above one it is past it. */
function nearness({ reading, code }: SignalSeries): number {
  const limit = reading?.limit?.stop ?? reading?.limit?.slow ?? null;
  if (!reading || reading.value === null || limit === null) return 0;
  if (SIGNAL_WORDS[code].isFalling) return reading.value > 0 ? limit / reading.value : Number.POSITIVE_INFINITY;
  return limit > 0 ? reading.value / limit : reading.value;
}
