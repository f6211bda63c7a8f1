import { setTimeout as timer } from "node:timers/promises";
import type { PaceSettings } from "#core/backfill/slice-host.ts";
import type { Needs } from "#server/container.ts";
import { type Admission, readAdmission } from "#server/throttle/read-admission.ts";
import { type Intent, readIntent } from "./backfill-repository.ts";
import { mayRead } from "./slice-limits.ts";

/** How old a worker's view of the rows may get when a nudge is lost. */
const INTENT_MAX_AGE_MS = 2_000;

export interface IntentWatch extends Disposable {
  mayContinue(): Promise<boolean>;
  settings(): Promise<PaceSettings>;
  /** Sleeps, but not past a change of intent, settings or load. */
  pace(rest: (settings: PaceSettings) => number): Promise<void>;
}

interface View {
  readonly intent: Intent | null;
  readonly admission: Admission;
}

const atOnce: PaceSettings = { batchSize: null, pauseMs: 0, duty: 1 };

function settingsOf({ intent, admission }: View): PaceSettings {
  if (!intent) return atOnce;
  const { batchSize, pauseMs, speed } = intent;
  // While only the lag stops, comparing goes on at the pace that was asked for.
  return { batchSize, pauseMs, duty: (speed / 100) * (admission.mayRun ? admission.speed : 1) };
}

/**
 * Says whether another batch may begin and how, by what people want and what the target bears: reads both when nudged,
 * and otherwise when its view is old.
 */
export async function watchIntent(
  deps: Needs<"prisma" | "signals" | "draining">,
  { id, databaseId }: { readonly id: string; readonly databaseId: string },
  work: "writing" | "reading",
): Promise<IntentWatch> {
  let seen: Promise<View> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let nudged = new AbortController();
  const wake = () => {
    readAt = Number.NEGATIVE_INFINITY;
    nudged.abort();
    nudged = new AbortController();
  };
  const subscriptions = [await deps.signals.onNudge(id, wake), await deps.signals.onNudge(databaseId, wake)];
  const look = async (): Promise<View> => ({
    intent: await readIntent(deps.prisma, id),
    admission: await readAdmission(deps.prisma, databaseId),
  });
  const read = (): Promise<View> => {
    if (seen && performance.now() - readAt < INTENT_MAX_AGE_MS) return seen;
    readAt = performance.now();
    seen = look().catch((error: unknown) => {
      // What could not be read is not remembered.
      seen = null;
      throw error;
    });
    return seen;
  };
  const mayContinue = async (): Promise<boolean> => {
    if (deps.draining.aborted) return false;
    const { intent, admission } = await read();
    return intent?.state === "running" && (work === "writing" ? admission.mayRun : mayRead(admission));
  };
  return {
    mayContinue,
    settings: async () => settingsOf(await read()),
    async pace(rest) {
      const startedAt = performance.now();
      while (await mayContinue()) {
        const left = rest(settingsOf(await read())) - (performance.now() - startedAt);
        if (left <= 0) return;
        const signal = AbortSignal.any([nudged.signal, deps.draining]);
        await timer(Math.min(left, INTENT_MAX_AGE_MS), undefined, { signal }).catch(() => undefined);
      }
    },
    [Symbol.dispose]: () => {
      for (const subscription of subscriptions) subscription[Symbol.dispose]();
    },
  };
}
