/** Below so many cores the law is off: one slice, more by hand. */
const LEAST_CORES = 4;
const TICK_MS = 5_000;
/** Ticks to wait after a change before the next step up. */
const COOLDOWN = 2;

export interface SliceLawState {
  readonly slices: number;
  /** Milliseconds since 1970 of the last look. */
  readonly at: number;
  /** Ticks in which it does not grow. */
  readonly cooldown: number;
}

/**
 * How many slices a target bears at once, from its load (the largest share of a stop limit among its gauges): one more
 * below 0.4, one fewer from 0.7, half from 1. Looks every five seconds; two ticks between changes upward.
 * `byHand` is the person's own number and the ceiling where the law is off. Source: backfill protocol, part 9.
 */
export function nextSlices(
  before: SliceLawState | null,
  {
    load,
    cores,
    byHand,
    now,
  }: { readonly load: number; readonly cores: number | null; readonly byHand: number | null; readonly now: number },
): SliceLawState {
  if (cores === null || cores < LEAST_CORES) return { slices: byHand ?? 1, at: now, cooldown: 0 };
  const ceiling = byHand ?? cores;
  const start = before ?? { slices: Math.min(2, ceiling), at: now, cooldown: 0 };
  const slices = Math.min(Math.max(1, start.slices), ceiling);
  if (load >= 1 && slices > 1 && now - start.at >= TICK_MS)
    return { slices: Math.max(1, Math.floor(slices / 2)), at: now, cooldown: COOLDOWN };
  if (now - start.at < TICK_MS) return { ...start, slices };
  const cooldown = Math.max(0, start.cooldown - 1);
  if (load >= 0.7) return { slices: Math.max(1, slices - 1), at: now, cooldown: COOLDOWN };
  if (load < 0.4 && start.cooldown === 0 && slices < ceiling)
    return { slices: slices + 1, at: now, cooldown: COOLDOWN };
  return { slices, at: now, cooldown };
}
