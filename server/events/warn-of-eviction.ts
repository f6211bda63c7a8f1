import { Cluster } from "ioredis";
import type { Logger } from "pino";
import type { RedisClient } from "./connect-redis.ts";

/**
 * A Redis that throws keys away when it is full loses jobs without a word. They come back by the reconciler, seconds
 * later each time; whoever operates it should know why. Asked once, in the background: some hosts refuse the question.
 */
export async function warnOfEviction(redis: RedisClient, log: Logger): Promise<void> {
  try {
    const server = redis instanceof Cluster ? redis.nodes("master")[0] : redis;
    const policy = /maxmemory_policy:(\S+)/.exec((await server?.info("memory")) ?? "")?.[1];
    if (policy === undefined || policy === "noeviction") return;
    log.warn({ policy }, "Redis throws away keys when it is full: set maxmemory-policy to noeviction");
  } catch (error) {
    log.debug({ reason: String(error) }, "Redis does not tell its maxmemory-policy");
  }
}
