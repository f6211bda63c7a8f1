import type { Logger } from "pino";

const RENEW_MS = 2_000;
/** After this long without a renewal another worker may soon take over: stop before it begins. */
const GIVE_UP_MS = 7_000;

export interface KeptLease extends AsyncDisposable {
  readonly owner: string;
  /** Aborts when the lease was lost, or could not be renewed in time. */
  readonly lost: AbortSignal;
  lose(): void;
  release(): Promise<void>;
}

/** Renews a lease that was just taken until it is released. `renew` answers `false` when somebody else has it. */
export function keepLease(
  owner: string,
  log: Logger,
  row: { renew(): Promise<boolean>; release(): Promise<void> },
): KeptLease {
  const lost = new AbortController();
  let renewedAt = performance.now();
  const renew = async () => {
    try {
      if (!(await row.renew())) return lost.abort();
      renewedAt = performance.now();
    } catch (error) {
      log.warn({ owner, reason: String(error) }, "a lease could not be renewed");
      if (performance.now() - renewedAt > GIVE_UP_MS) lost.abort();
    }
  };
  const timer = setInterval(() => void renew(), RENEW_MS);
  let released: Promise<void> | null = null;
  const release = () => {
    clearInterval(timer);
    // What is not given back runs out by itself.
    released ??= row
      .release()
      .catch((error: unknown) => log.warn({ owner, reason: String(error) }, "a lease was not given back"));
    return released;
  };
  return { owner, lost: lost.signal, lose: () => lost.abort(), release, [Symbol.asyncDispose]: release };
}
