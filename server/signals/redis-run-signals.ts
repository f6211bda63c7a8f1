import type { Logger } from "pino";
import { closeRedis, connectRedis, HINTS, WAITING } from "#server/events/connect-redis.ts";
import type { RunSignals } from "./run-signals.ts";

const channelOf = (id: string): string => `sluice:nudge:${id}`;
/** A subscription that Redis does not confirm meanwhile is made when Redis is back. */
const SUBSCRIBE_TIMEOUT_MS = 1_000;

export interface RedisRunSignals extends RunSignals {
  close(): Promise<void>;
}

/** Nudges over Redis pub/sub: one subscriber a process. Lost ones cost a poll. */
export function createRedisRunSignals(redisUrl: string, log: Logger): RedisRunSignals {
  const publisher = connectRedis(redisUrl, log, "nudge", HINTS);
  const subscriber = connectRedis(redisUrl, log, "nudged", WAITING);
  const listeners = new Map<string, Set<() => void>>();
  const tell = (channel: string) => {
    for (const listener of listeners.get(channel) ?? []) listener();
  };
  subscriber.on("message", tell);
  // What was said while the line was down is not repeated: everybody looks.
  subscriber.on("ready", () => {
    for (const channel of listeners.keys()) tell(channel);
  });

  async function subscribe(channel: string): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, SUBSCRIBE_TIMEOUT_MS);
    const confirmed = subscriber.subscribe(channel).catch(() => undefined);
    await Promise.race([confirmed, late]);
    clearTimeout(timer);
  }

  function forget(channel: string, listener: () => void): void {
    const known = listeners.get(channel);
    known?.delete(listener);
    if (known?.size !== 0) return;
    listeners.delete(channel);
    subscriber.unsubscribe(channel).catch(() => undefined);
  }

  return {
    async nudge(id) {
      try {
        await publisher.publish(channelOf(id), "");
      } catch (error) {
        log.debug({ id, reason: String(error) }, "a nudge was lost");
      }
    },
    async onNudge(id, listener) {
      const channel = channelOf(id);
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(listener));
      if (known.size === 1) await subscribe(channel);
      return { [Symbol.dispose]: () => forget(channel, listener) };
    },
    async close() {
      listeners.clear();
      await Promise.all([closeRedis(publisher), closeRedis(subscriber)]);
    },
  };
}
