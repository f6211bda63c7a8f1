import type { PrismaClient } from "#prisma/client/client.ts";

export interface OpenPlan {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
  /** Of the newest revision. */
  readonly authorId: string | null;
  readonly authorName: string;
  readonly since: Date;
}

/** Plans in one state, the longest waiting first, with who wrote the revision that counts. */
async function findPlans(prisma: PrismaClient, state: "approved"): Promise<(OpenPlan & { digest: string })[]> {
  const rows = await prisma.migration.findMany({
    where: { state },
    include: { revisions: { orderBy: { number: "desc" }, take: 1 } },
    orderBy: { updatedAt: "asc" },
    take: 50,
  });
  return rows.map(({ id, title, revision, digest, updatedAt, revisions: [newest], ...row }) => {
    const { authorId, authorName } = newest ?? row;
    return { id, title, revision, digest, authorId, authorName, since: updatedAt };
  });
}

/** Approved plans of which no rollout was started, and whose approval is still good. */
export async function findPlansToStart(prisma: PrismaClient, now: Date): Promise<OpenPlan[]> {
  const plans = await findPlans(prisma, "approved");
  const digests = plans.map(({ digest }) => digest);
  const [started, approved] = await Promise.all([
    prisma.rollout.findMany({ where: { digest: { in: digests } }, select: { digest: true, migrationId: true } }),
    prisma.reviewDecision.findMany({
      where: { digest: { in: digests }, decision: "approved", voidedAt: null, expiresAt: { gt: now } },
      select: { digest: true, migrationId: true },
    }),
  ]);
  const has = (list: readonly { digest: string; migrationId: string }[], plan: { id: string; digest: string }) =>
    list.some(({ digest, migrationId }) => digest === plan.digest && migrationId === plan.id);
  return plans.filter((plan) => has(approved, plan) && !has(started, plan));
}

export async function countAll(
  prisma: PrismaClient,
): Promise<{ databases: number; migrations: number; rollouts: number }> {
  const [databases, migrations, rollouts] = await Promise.all([
    prisma.database.count({ where: { removedAt: null } }),
    prisma.migration.count(),
    prisma.rollout.count(),
  ]);
  return { databases, migrations, rollouts };
}
