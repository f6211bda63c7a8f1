import { Redis } from "ioredis";
import type { Logger } from "pino";

export interface RedisPatience {
  readonly maxRetriesPerRequest: number | null;
  readonly commandTimeout?: number;
}

const COMMAND_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 1_000;

const retryStrategy = (times: number): number => Math.min(times * 50, LONGEST_RETRY_MS);

/** For commands that may be lost: they fail soon while Redis is away, and the connection comes back by itself. */
export const HINTS: RedisPatience = { maxRetriesPerRequest: 1, commandTimeout: COMMAND_TIMEOUT_MS };

/** For connections that wait on Redis (BullMQ workers, blocking reads, subscriptions): they never give up. */
export const WAITING: RedisPatience = { maxRetriesPerRequest: null };

/** One connection that survives restarts of Redis. Says once that it was lost and once that it is back. */
export function connectRedis(url: string, log: Logger, name: string, patience: RedisPatience): Redis {
  const redis = new Redis(url, { retryStrategy, connectionName: `sluice-${name}`, ...patience });
  let isDown = false;
  redis.on("error", (error) => {
    if (!isDown) log.warn({ redis: name, reason: error.message }, "Redis does not answer; trying again until it does");
    isDown = true;
  });
  redis.on("ready", () => {
    if (isDown) log.info({ redis: name }, "Redis answers again");
    isDown = false;
  });
  return redis;
}

/** Ends a connection also while Redis is away. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status === "ready") await redis.quit().catch(() => undefined);
  redis.disconnect();
}
