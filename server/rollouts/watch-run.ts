import { setTimeout as timer } from "node:timers/promises";
import type { RunState } from "#core/domain/run-state.ts";
import type { Needs } from "#server/container.ts";
import { readRunState } from "./run-repository.ts";

/** How old the view of the row may get when a nudge is lost. */
const MAX_AGE_MS = 2_000;

/** A live view of what people want of a run. */
export interface RunWatch extends Disposable {
  /** Aborts when nothing new may begin: the intent changed, the lease was lost, or the process is to stop. */
  readonly pause: AbortSignal;
  /** Aborts when what is under way must stop too; a request to pause lets it end. */
  readonly stop: AbortSignal;
  /** Sleeps; wakes early when the intent changes. */
  sleep(ms: number): Promise<void>;
}

/** Watches until disposed. `wanted` is the state in which the work may go on. */
export async function watchRun(
  deps: Needs<"prisma" | "signals" | "log" | "draining">,
  runId: string,
  wanted: RunState,
  lost: AbortSignal,
): Promise<RunWatch> {
  const paused = new AbortController();
  const stopped = new AbortController();
  const look = async () => {
    try {
      const state = await readRunState(deps.prisma, runId);
      if (state === wanted) return;
      paused.abort();
      if (state !== "pausing") stopped.abort();
    } catch (error) {
      deps.log.warn({ runId, reason: String(error) }, "the intent of a run could not be read; looking again");
    }
  };
  const subscription = await deps.signals.onNudge(runId, () => void look());
  const poll = setInterval(() => void look(), MAX_AGE_MS);
  const stop = AbortSignal.any([stopped.signal, lost, deps.draining]);
  const pause = AbortSignal.any([paused.signal, stop]);
  return {
    pause,
    stop,
    async sleep(ms) {
      await timer(ms, undefined, { signal: pause }).catch(() => undefined);
    },
    [Symbol.dispose]() {
      clearInterval(poll);
      subscription[Symbol.dispose]();
    },
  };
}
