import { Worker } from "bullmq";
import type { QueueName } from "#contracts/job.ts";
import type { Container } from "#server/container.ts";
import { closeRedis, connectRedis, WAITING } from "#server/events/connect-redis.ts";
import { warnOfEviction } from "#server/events/warn-of-eviction.ts";
import { QUEUE_PREFIX } from "#server/queue/bull-job-queue.ts";
import { reconcile } from "#server/queue/reconcile.ts";
import { forgetWorker, noteWorkerAlive } from "#server/queue/worker-repository.ts";
import { workerName } from "#server/worker-name.ts";
import { backfillSlice } from "./backfill-slice.ts";
import type { defineProcessor } from "./define-processor.ts";
import { repeat } from "./repeat.ts";
import { runAdvance } from "./run-advance.ts";

const TICK_MS = 5_000;

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

/** Takes jobs of both queues, tells that it is alive, and reconciles. Survives the death of Redis and of the control database. */
export async function startWorker(deps: Container): Promise<StartedWorker> {
  const { env, log, prisma, feed } = deps;
  const name = workerName();
  const redis = connectRedis(env.redisUrl, log, "worker", WAITING);
  void warnOfEviction(redis, log);
  const open = (queue: QueueName, processor: ReturnType<typeof defineProcessor>) => {
    const worker = new Worker(queue, processor, { ...SETTINGS, connection: redis, concurrency: env.workerConcurrency });
    worker.on("failed", (job, error) =>
      log.error({ err: error, job: job?.name, data: job?.data }, "a job failed; it is tried again"),
    );
    worker.on("error", (error) => log.debug({ queue, reason: error.message }, "the queue reports an error"));
    worker.on("lockRenewalFailed", (ids) => {
      for (const id of ids) worker.cancelJob(id, "its lock could not be renewed");
    });
    return worker;
  };
  const workers = [open("runs", runAdvance(deps)), open("backfills", backfillSlice(deps))];

  const beat = repeat(TICK_MS, log, "heartbeat", async () => {
    if (await noteWorkerAlive(prisma, name)) await feed.publish({ type: "workers.changed" });
  });
  const ticks = repeat(TICK_MS, log, "reconciler", () => reconcile(deps));
  log.info({ worker: name, concurrency: env.workerConcurrency }, "the worker takes jobs");
  return {
    async stop() {
      const closing = [...workers.map((worker) => worker.close()), beat.stop(), ticks.stop()];
      const closed = await Promise.allSettled(closing);
      const last = await Promise.allSettled([forgetWorker(prisma, name), closeRedis(redis)]);
      await feed.publish({ type: "workers.changed" });
      const failures = [...closed, ...last].flatMap((it) => (it.status === "rejected" ? [it.reason as unknown] : []));
      if (failures.length > 0) throw new AggregateError(failures, "the worker left something open");
    },
  };
}
