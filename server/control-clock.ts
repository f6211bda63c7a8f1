/** A wrong clock of this machine is noticed this late at most. */
const TRUST_MS = 60_000;
const READINGS = 3;

export interface ControlClock {
  now(): Date;
  /** Reads the control database's clock. Until it has been read once this machine's counts. */
  synchronise(): Promise<void>;
}

/**
 * The control database's time, carried on between two readings by a clock that does not jump. What one worker writes
 * down ("again at 12:03") another one and SQL compare: a worker whose own clock is wrong must not put that off by an hour.
 */
export function controlClock(read: () => Promise<Date>): ControlClock {
  let known: { readonly time: number; readonly at: number } | null = null;
  let reading: Promise<void> | null = null;

  /** The quickest of a few readings: the first one may have had to connect, and nobody knows when in it the time was told. */
  async function readOnce(): Promise<void> {
    let best: { readonly time: number; readonly at: number; readonly took: number } | null = null;
    for (let n = 0; n < READINGS; n += 1) {
      const from = performance.now();
      const time = (await read()).getTime();
      const took = performance.now() - from;
      if (!best || took < best.took) best = { time, at: from + took / 2, took };
    }
    known = best;
  }
  const synchronise = (): Promise<void> => {
    reading ??= readOnce().finally(() => {
      reading = null;
    });
    return reading;
  };
  return {
    synchronise,
    now() {
      // While the database does not answer the last reading goes on to count.
      if (!known || performance.now() - known.at > TRUST_MS) synchronise().catch(() => undefined);
      return known ? new Date(known.time + performance.now() - known.at) : new Date();
    },
  };
}
