import type { PrismaClient } from "#prisma/client/client.ts";
import { NO_LONGER_THAN_A_LEASE } from "#server/rollouts/run-repository.ts";

/** Any number; the same in every worker. */
const RECONCILER_LOCK = 7_284_119;
const GONE_AFTER = "30 seconds";
const ANSWERS_KEPT = "24 hours";

/** `true` when the worker is new to the others. By the control database's clock. */
export async function noteWorkerAlive(prisma: PrismaClient, name: string): Promise<boolean> {
  const rows = await prisma.$queryRaw<{ isNew: boolean }[]>`
    INSERT INTO "WorkerHeartbeat" (name, "startedAt", "heartbeatAt") VALUES (${name}, clock_timestamp(), clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET "heartbeatAt" = clock_timestamp() RETURNING (xmax = 0) AS "isNew"`;
  return rows[0]?.isNew ?? false;
}

export async function forgetWorker(prisma: PrismaClient, name: string): Promise<void> {
  await prisma.workerHeartbeat.deleteMany({ where: { name } });
}

/** Takes out workers that were not heard of; answers how many. */
export async function forgetGoneWorkers(prisma: PrismaClient): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM "WorkerHeartbeat" WHERE "heartbeatAt" < clock_timestamp() - ${GONE_AFTER}::interval`;
}

export async function forgetOldAnswers(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw`DELETE FROM "IdempotencyKey" WHERE "createdAt" < clock_timestamp() - ${ANSWERS_KEPT}::interval`;
}

const ALIVE_MS = 2_000;

/**
 * Runs the work if no other worker is at it; the lock ends with the transaction, also when this process dies. The
 * session says that it lives, and its server ends it when it does not: one that froze would keep all others out.
 */
export async function asReconciler(prisma: PrismaClient, work: () => Promise<void>): Promise<boolean> {
  return prisma.$transaction(
    async (tx) => {
      const rows = await tx.$queryRaw<{ isOurs: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${RECONCILER_LOCK}) AS "isOurs",
               ${NO_LONGER_THAN_A_LEASE}`;
      if (!rows[0]?.isOurs) return false;
      const alive = setInterval(() => void tx.$executeRaw`SELECT 1`.catch(() => undefined), ALIVE_MS);
      try {
        await work();
      } finally {
        clearInterval(alive);
      }
      return true;
    },
    { timeout: 30_000 },
  );
}
