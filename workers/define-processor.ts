import { type Job, UnrecoverableError } from "bullmq";
import { JOBS, type JobName, type JobPayload } from "#contracts/job.ts";

/** Parses first. A payload that does not parse will not parse on a retry either, so it is not retried. */
export function defineProcessor<N extends JobName>(
  name: N,
  run: (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>,
) {
  // Three parameters and no default: BullMQ counts them to decide whether to pass a signal.
  return async (job: Job, _token: string | undefined, signal: AbortSignal | undefined): Promise<void> => {
    const parsed = JOBS[name].payload.safeParse(job.data);
    if (!parsed.success) throw new UnrecoverableError(`${name}: ${parsed.error.message}`);
    await run(parsed.data as JobPayload<N>, signal ?? AbortSignal.any([]));
  };
}
