import type { JobName, JobPayload } from "#contracts/job.ts";

/** Wakes workers up. Losing a job costs seconds: the reconciler adds it again. */
export interface JobQueue {
  add<N extends JobName>(
    name: N,
    payload: JobPayload<N>,
    options: { readonly jobId: string; readonly delayMs?: number },
  ): Promise<void>;
  /** What BullMQ says of a job: `null` when it is gone. */
  stateOf(name: JobName, jobId: string): Promise<string | null>;
}
