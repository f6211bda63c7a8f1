import { Cluster, Redis, type RedisOptions } from "ioredis";
import type { Logger } from "pino";
import { parseRedisAddress, type RedisAddress } from "./redis-address.ts";

export type RedisClient = Redis | Cluster;

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

/** One connection that survives restarts and failovers of Redis. Says once that it was lost and once that it is back. */
export function connectRedis(url: string, log: Logger, name: string, patience: RedisPatience): RedisClient {
  const address = parseRedisAddress(url);
  if (!address) throw new Error("REDIS_URL is no address of Redis");
  const redis = open(address, { connectionName: `sluice-${name}`, ...patience });
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

type Options = Omit<RedisOptions, "replyMapping" | "retryStrategy">;

function open(address: RedisAddress, own: Options): RedisClient {
  const { username, password, nodes, tls } = address;
  const options: Options = {
    ...own,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  };
  switch (address.kind) {
    case "single":
      return new Redis({ ...options, retryStrategy, ...nodes[0], db: address.db });
    case "sentinel": {
      const { sentinelPassword, name, db } = address;
      return new Redis({
        ...options,
        retryStrategy,
        sentinels: [...nodes],
        name,
        db,
        sentinelRetryStrategy: retryStrategy,
        ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
        ...(tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
      });
    }
    case "cluster":
      return new Cluster([...nodes], {
        redisOptions: options,
        clusterRetryStrategy: retryStrategy,
        // Names in certificates are of hosts, so hosts are asked for by name.
        ...(tls ? { dnsLookup: (host, callback) => callback(null, host) } : {}),
        // What waits for an answer waits also for the cluster; a hint fails, as it does with one server.
        enableOfflineQueue: own.maxRetriesPerRequest === null,
      });
  }
}

/** Ends a connection also while Redis is away. */
export async function closeRedis(redis: RedisClient): Promise<void> {
  if (redis.status === "ready") await redis.quit().catch(() => undefined);
  redis.disconnect();
}
