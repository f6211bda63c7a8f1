import { Worker } from "bullmq";
import type { QueueName } from "#contracts/job.ts";
import type { Container } from "#server/container.ts";
import { closeRedis, connectRedis, WAITING } from "#server/events/connect-redis.ts";
import { warnOfEviction } from "#server/events/warn-of-eviction.ts";
import { QUEUE_PREFIX } from "#server/queue/bull-job-queue.ts";
import { reconcile } from "#server/queue/reconcile.ts";
import { forgetWorker, noteWorkerAlive } from "#server/queue/worker-repository.ts";
import { createSampler } from "#server/throttle/create-sampler.ts";
import { workerName } from "#server/worker-name.ts";
import { backfillSlice } from "./backfill-slice.ts";
import { cancelUnrenewed } from "./cancel-unrenewed.ts";
import type { defineProcessor } from "./define-processor.ts";
import { repeat } from "./repeat.ts";
import { runAdvance } from "./run-advance.ts";
import { shadowRun } from "./shadow-run.ts";

const BEAT_MS = 5_000;
/** With the time of a lease this is how long a shard of a dead worker stays without one. */
const TICK_MS = 2_000;
const SAMPLE_MS = 1_000;
const GUARD_MS = 250;

/** A stalled job is run again by BullMQ as often as it likes: leases and epochs decide who may do something. */
const SETTINGS = {
  lockDuration: 30_000,
  lockRenewTime: 5_000,
  stalledInterval: 10_000,
  maxStalledCount: 1_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
  prefix: QUEUE_PREFIX,
} as const;

export interface StartedWorker {
  /** Waits for the work in hand, which ends soon once the container drains; then gives everything back. */
  stop(): Promise<void>;
}

/** Takes jobs of all queues, tells that it is alive, and reconciles. Survives the death of Redis and of the control database. */
export async function startWorker(deps: Container): Promise<StartedWorker> {
  const { env, log, prisma, feed } = deps;
  const name = workerName();
  const redis = connectRedis(env.redisUrl, log, "worker", WAITING);
  void warnOfEviction(redis, log);
  const open = (
    queue: QueueName,
    processor: ReturnType<typeof defineProcessor>,
    concurrency = env.workerConcurrency,
  ) => {
    const worker = new Worker(queue, processor, { ...SETTINGS, connection: redis, concurrency });
    worker.on("failed", (job, error) =>
      log.error({ err: error, job: job?.name, data: job?.data }, "a job failed; it is tried again"),
    );
    worker.on("error", (error) => log.debug({ queue, reason: error.message }, "the queue reports an error"));
    return cancelUnrenewed(worker);
  };
  const workers = [open("runs", runAdvance(deps)), open("backfills", backfillSlice(deps))];
  // One at a time: a shadow keeps its server busy, and no rollout waits for it.
  workers.push(open("shadows", shadowRun(deps), 1));

  const beat = repeat(BEAT_MS, log, "heartbeat", async () => {
    if (await noteWorkerAlive(prisma, name)) await feed.publish({ type: "workers.changed" });
  });
  const ticks = repeat(TICK_MS, log, "reconciler", () => reconcile(deps));
  const sampler = createSampler(deps);
  const looks = repeat(SAMPLE_MS, log, "sampler", () => sampler.tick());
  const guards = repeat(GUARD_MS, log, "guard", () => sampler.guard());
  log.info({ worker: name, concurrency: env.workerConcurrency }, "the worker takes jobs");
  return {
    async stop() {
      const closing = [...workers.map((worker) => worker.close()), beat.stop(), ticks.stop()];
      const closed = await Promise.allSettled([...closing, looks.stop(), guards.stop()]);
      await sampler.close();
      const last = await Promise.allSettled([forgetWorker(prisma, name), closeRedis(redis)]);
      await feed.publish({ type: "workers.changed" });
      const failures = [...closed, ...last].flatMap((it) => (it.status === "rejected" ? [it.reason as unknown] : []));
      if (failures.length > 0) throw new AggregateError(failures, "the worker left something open");
    },
  };
}
