import type { Worker } from "bullmq";

/** A job whose lock was not renewed for so long is perhaps run by another worker already. */
const DEADLINE_MS = 15_000;
const LOOK_MS = 1_000;

/**
 * Cancels jobs whose lock could not be renewed. Redis says so only while it answers, hence a deadline by this process's
 * own clock. Leases and epochs keep the data right without it; this keeps two workers from doing the same for nothing.
 */
export function cancelUnrenewed(worker: Worker, deadlineMs = DEADLINE_MS): Worker {
  const renewedAt = new Map<string, number>();
  const cancel = (id: string, why: string) => {
    renewedAt.delete(id);
    worker.cancelJob(id, why);
  };
  const forget = (id: string | undefined) => {
    if (id !== undefined) renewedAt.delete(id);
  };
  worker.on("active", ({ id }) => {
    if (id !== undefined) renewedAt.set(id, performance.now());
  });
  worker.on("completed", ({ id }) => forget(id));
  worker.on("failed", (job) => forget(job?.id));
  worker.on("locksRenewed", ({ jobIds }) => {
    for (const id of jobIds) if (renewedAt.has(id)) renewedAt.set(id, performance.now());
  });
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) cancel(id, "its lock could not be renewed");
  });
  const timer = setInterval(() => {
    for (const [id, at] of renewedAt) {
      if (performance.now() - at > deadlineMs) cancel(id, `its lock was not renewed for ${deadlineMs / 1000} s`);
    }
  }, LOOK_MS);
  worker.on("closed", () => clearInterval(timer));
  return worker;
}
