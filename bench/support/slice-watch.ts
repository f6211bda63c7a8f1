import { QueueEvents } from "bullmq";
import { Redis } from "ioredis";
import { QUEUE_PREFIX } from "#server/queue/bull-job-queue.ts";

export interface SliceFigures {
  readonly slices: number;
  /** Milliseconds that jobs of slices ran, all together. */
  readonly ranMs: number;
  /** Milliseconds from the moment at which a job was added until a worker took it. */
  readonly waitedMs: readonly number[];
  /** Most memory that Redis used, in bytes, and what it used before the first job. */
  readonly redisPeak: number;
  readonly redisEmpty: number;
}

const MEMORY_MS = 250;

/** The time of an event of BullMQ is the number of its stream entry. */
const timeOf = (id: string): number => Number(id.split("-")[0]);

/** What Redis saw of the slices: when each was added, taken and ended. */
export async function sliceWatch(redisUrl: string) {
  const redis = new Redis(redisUrl);
  const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1]);
  const redisEmpty = await used();
  let redisPeak = redisEmpty;
  const events = new QueueEvents("backfills", { connection: { ...urlParts(redisUrl) }, prefix: QUEUE_PREFIX });
  await events.waitUntilReady();
  const added = new Map<string, number>();
  const taken = new Map<string, number>();
  const waitedMs: number[] = [];
  let [slices, ranMs] = [0, 0];
  events.on("added", ({ jobId }, id) => void added.set(jobId, timeOf(id)));
  events.on("active", ({ jobId }, id) => {
    taken.set(jobId, timeOf(id));
    const from = added.get(jobId);
    if (from !== undefined) waitedMs.push(timeOf(id) - from);
  });
  events.on("completed", ({ jobId }, id) => {
    slices += 1;
    ranMs += timeOf(id) - (taken.get(jobId) ?? timeOf(id));
    added.delete(jobId);
    taken.delete(jobId);
  });
  const timer = setInterval(() => {
    void used().then((bytes) => {
      redisPeak = Math.max(redisPeak, bytes);
    });
  }, MEMORY_MS);
  return {
    figures: (): SliceFigures => ({ slices, ranMs, waitedMs, redisPeak, redisEmpty }),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await events.close();
      redis.disconnect();
    },
  };
}

function urlParts(url: string) {
  const { hostname: host, port, password } = new URL(url);
  return { host, port: Number(port), password };
}
