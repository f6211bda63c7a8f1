import { PrismaPg } from "@prisma/adapter-pg";
import type { Logger } from "pino";
import { PrismaClient } from "#prisma/client/client.ts";
import { createAuth } from "./auth/auth.ts";
import type { Container } from "./container.ts";
import { controlClock } from "./control-clock.ts";
import { readControlTime } from "./control-database/read-control-time.ts";
import type { Env } from "./env.ts";
import { createRedisLiveFeed } from "./events/redis-live-feed.ts";
import { createLog } from "./log.ts";
import { createBullJobQueue } from "./queue/bull-job-queue.ts";
import { createAesGcmSealer } from "./secrets/aes-gcm-sealer.ts";
import { createRedisRunSignals } from "./signals/redis-run-signals.ts";
import { connectTargets } from "./targets/connect-targets.ts";
import { pgDriver } from "./targets/pg-driver.ts";
import { sqliteDriver } from "./targets/sqlite-driver.ts";

const POOL_SIZE = 10;

export interface ContainerOptions {
  readonly draining: AbortSignal;
  readonly log?: Logger;
  readonly now?: () => Date;
}

/** Puts the real parts together. Nothing connects before it is used. */
export async function createContainer(env: Env, options: ContainerOptions): Promise<Container> {
  const { draining, log = createLog(env.logLevel, "sluice") } = options;
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: env.databaseUrl, max: POOL_SIZE }),
    // The defaults (2 s, 5 s) fail on a machine that is merely busy.
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
  const clock = options.now
    ? { now: options.now, synchronise: async () => undefined }
    : controlClock(() => readControlTime(prisma));
  const { now, synchronise } = clock;
  const sealer = createAesGcmSealer(env.secretKeys);
  const feed = createRedisLiveFeed(env.redisUrl, log);
  const queue = createBullJobQueue(env.redisUrl, log);
  const signals = createRedisRunSignals(env.redisUrl, log);
  const targets = connectTargets({ prisma, sealer, feed, now }, { postgresql: pgDriver, sqlite: sqliteDriver });
  const auth = createAuth({ env, prisma, log });
  return {
    env,
    log,
    prisma,
    auth,
    sealer,
    targets,
    feed,
    queue,
    signals,
    draining,
    now,
    synchronise,
    async close() {
      const closed = await Promise.allSettled([queue.close(), feed.close(), signals.close(), prisma.$disconnect()]);
      const failures = closed.flatMap((it) => (it.status === "rejected" ? [it.reason as unknown] : []));
      if (failures.length > 0) throw new AggregateError(failures, "connections were left open");
    },
  };
}
