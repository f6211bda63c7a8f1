import type { PrismaClient } from "#prisma/client/client.ts";

/** A worker that was not heard of for this long is not counted. */
const SILENT_MS = 30_000;

/** Workers that are alive, by name. */
export async function listWorkers(prisma: PrismaClient, now: Date): Promise<{ name: string; heartbeatAt: string }[]> {
  const since = new Date(now.getTime() - SILENT_MS);
  const rows = await prisma.workerHeartbeat.findMany({
    where: { heartbeatAt: { gt: since } },
    orderBy: { name: "asc" },
  });
  return rows.map(({ name, heartbeatAt }) => ({ name, heartbeatAt: heartbeatAt.toISOString() }));
}

export async function canAnswer(prisma: PrismaClient): Promise<boolean> {
  await prisma.$queryRaw`SELECT 1`;
  return true;
}
