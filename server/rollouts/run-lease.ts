import { DomainError } from "#core/domain/domain-error.ts";
import type { Prisma } from "#prisma/client/client.ts";
import type { Needs } from "#server/container.ts";
import { type KeptLease, keepLease } from "#server/keep-lease.ts";
import { newId } from "#server/new-id.ts";
import { leaseOwner } from "#server/worker-name.ts";
import { lockLeasedRun, releaseRunLease, renewRunLease, takeRunLease } from "./run-repository.ts";

export interface RunLease extends KeptLease {
  /**
   * One transaction that commits only while the lease is held.
   * @throws DomainError `fenced` when another worker has taken over.
   */
  write<T>(work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T>;
}

/** Makes this worker the one that moves the run on; `null` when another is. */
export async function holdRunLease({ prisma, log }: Needs<"prisma" | "log">, runId: string): Promise<RunLease | null> {
  const owner = leaseOwner(newId());
  if (!(await takeRunLease(prisma, runId, owner))) return null;
  const lease = keepLease(owner, log, {
    renew: () => renewRunLease(prisma, runId, owner),
    release: () => releaseRunLease(prisma, runId, owner),
  });
  return {
    ...lease,
    write: (work) =>
      prisma.$transaction(async (tx) => {
        if (await lockLeasedRun(tx, runId, owner)) return work(tx);
        lease.lose();
        throw new DomainError("fenced", "Another worker has taken this run over; this one stops.");
      }),
  };
}
