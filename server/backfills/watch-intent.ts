import { setTimeout as timer } from "node:timers/promises";
import type { PaceSettings } from "#core/backfill/slice-host.ts";
import type { Needs } from "#server/container.ts";
import { type Intent, readIntent } from "./backfill-repository.ts";

/** How old a worker's view of the row may get when a nudge is lost. */
const INTENT_MAX_AGE_MS = 2_000;

export interface IntentWatch extends Disposable {
  mayContinue(): Promise<boolean>;
  settings(): Promise<PaceSettings>;
  /** Sleeps, but not past a change of intent or settings. */
  pace(ms: number): Promise<void>;
}

/** Says whether another batch may begin and how: reads the row when nudged, and otherwise when its view is old. */
export async function watchIntent(
  deps: Needs<"prisma" | "signals" | "draining">,
  backfillId: string,
): Promise<IntentWatch> {
  let seen: Intent | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let nudged = new AbortController();
  const subscription = await deps.signals.onNudge(backfillId, () => {
    readAt = Number.NEGATIVE_INFINITY;
    nudged.abort();
    nudged = new AbortController();
  });
  const read = async (): Promise<Intent | null> => {
    if (performance.now() - readAt < INTENT_MAX_AGE_MS) return seen;
    readAt = performance.now();
    seen = await readIntent(deps.prisma, backfillId);
    return seen;
  };
  const mayContinue = async () => !deps.draining.aborted && (await read())?.state === "running";
  return {
    mayContinue,
    async settings() {
      const { batchSize, pauseMs } = (await read()) ?? { batchSize: null, pauseMs: 0 };
      return { batchSize, pauseMs };
    },
    async pace(ms) {
      const endsAt = performance.now() + ms;
      const wake = AbortSignal.any([nudged.signal, deps.draining]);
      for (let left = ms; left > 0 && !wake.aborted; left = endsAt - performance.now()) {
        await timer(Math.min(left, INTENT_MAX_AGE_MS), undefined, { signal: wake }).catch(() => undefined);
        // A long pause must not hide that a nudge was lost.
        if (left > INTENT_MAX_AGE_MS && !(await mayContinue())) return;
      }
    },
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}
