import type { Logger } from "pino";
import { closeRedis, connectRedis, HINTS } from "./connect-redis.ts";
import type { LiveFeed } from "./live-feed.ts";
import { LIVE_FIELD, LIVE_MAX_LENGTH, LIVE_STREAM } from "./live-stream.ts";

export interface RedisLiveFeed extends LiveFeed {
  close(): Promise<void>;
}

/** Publishes to the Redis stream. An event that Redis does not take is dropped: readers poll as well. */
export function createRedisLiveFeed(redisUrl: string, log: Logger): RedisLiveFeed {
  const redis = connectRedis(redisUrl, log, "feed", HINTS);
  let wasReady = false;
  redis.once("ready", () => {
    wasReady = true;
  });
  return {
    async publish(event) {
      // While Redis is away nobody reads the stream either: do not hold up the work.
      if (wasReady && redis.status !== "ready") return;
      try {
        await redis.xadd(LIVE_STREAM, "MAXLEN", "~", LIVE_MAX_LENGTH, "*", LIVE_FIELD, JSON.stringify(event));
      } catch (error) {
        log.debug({ type: event.type, reason: String(error) }, "a live event was lost");
      }
    },
    close: () => closeRedis(redis),
  };
}
