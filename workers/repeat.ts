import { setTimeout as timer } from "node:timers/promises";
import type { Logger } from "pino";

/** Does something again and again, one at a time. A failure is told once and when it is over, and ends nothing. */
export function repeat(
  everyMs: number,
  log: Logger,
  what: string,
  work: () => Promise<void>,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  let isFailing = false;
  const once = async () => {
    try {
      await work();
      if (isFailing) log.info({ what }, "works again");
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ err: error, what }, "failed; tried again until it works");
      isFailing = true;
    }
  };
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await once();
      await timer(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
