import { Queue } from "bullmq";
import type { Logger } from "pino";
import { JOBS, type JobName, QUEUES, type QueueName } from "#contracts/job.ts";
import { closeRedis, connectRedis, HINTS } from "#server/events/connect-redis.ts";
import type { JobQueue } from "./job-queue.ts";

/** In braces, so that a Redis Cluster keeps all keys of the queues in one place. */
export const QUEUE_PREFIX = "{sluice}";

/** A kept job would swallow a later one with its id. History is in the control database. */
export const FORGET_ENDED = { removeOnComplete: true, removeOnFail: true } as const;

export interface BullJobQueue extends JobQueue {
  close(): Promise<void>;
}

/** Adds jobs to BullMQ. A job that Redis does not take is dropped: the reconciler adds it again. */
export function createBullJobQueue(redisUrl: string, log: Logger): BullJobQueue {
  const redis = connectRedis(redisUrl, log, "queue", HINTS);
  const open = (name: QueueName): [QueueName, Queue] => {
    const queue = new Queue(name, { connection: redis, prefix: QUEUE_PREFIX, defaultJobOptions: FORGET_ENDED });
    queue.on("error", (error) => log.debug({ queue: name, reason: error.message }, "the queue reports an error"));
    return [name, queue];
  };
  const queues = new Map(QUEUES.map(open));
  const queueOf = (job: JobName): Queue | undefined => queues.get(JOBS[job].queue);
  return {
    async add(name, payload, { jobId, delayMs = 0 }) {
      try {
        await queueOf(name)?.add(name, payload, { jobId, delay: delayMs, attempts: JOBS[name].attempts });
      } catch (error) {
        log.warn({ job: name, jobId, reason: String(error) }, "Redis did not take a job; the reconciler adds it again");
      }
    },
    async stateOf(name, jobId) {
      const state = await queueOf(name)?.getJobState(jobId);
      return state === undefined || state === "unknown" ? null : state;
    },
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      await closeRedis(redis);
    },
  };
}
