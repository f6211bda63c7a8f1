import { z } from "zod";
import { id } from "./id.ts";

/**
 * A payload carries ids only: the worker reads the row, so that a late job sees today's truth.
 * `attempts` is 1: the reconciler repeats, not the queue.
 */
export const JOBS = {
  "run.advance": { queue: "runs", payload: z.object({ runId: id }), attempts: 1 },
  "backfill.slice": { queue: "backfills", payload: z.object({ shardId: id }), attempts: 1 },
  "shadow.run": { queue: "shadows", payload: z.object({ shadowRunId: id }), attempts: 1 },
} as const satisfies Record<string, { queue: string; payload: z.ZodType; attempts: number }>;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]["payload"]>;
export const QUEUES = ["runs", "backfills", "shadows"] as const;
export type QueueName = (typeof QUEUES)[number];
