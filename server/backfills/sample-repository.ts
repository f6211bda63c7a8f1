import type { Sample } from "#contracts/rollout.ts";
import type { Prisma, PrismaClient } from "#prisma/client/client.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

const toRow = (sample: Sample): Prisma.SampleCreateManyInput => ({
  ...sample,
  at: new Date(sample.at),
  ms: Math.round(sample.ms),
});

const fromRow = (row: Prisma.SampleGetPayload<object>): Sample => ({
  backfillId: row.backfillId,
  at: row.at.getTime(),
  ms: row.ms,
  rowsScanned: Number(row.rowsScanned),
  rowsChanged: Number(row.rowsChanged),
  batches: row.batches,
  batchMs: row.batchMs,
  batchMaxMs: row.batchMaxMs,
  retries: row.retries,
  lockWaits: row.lockWaits,
  errors: row.errors,
  batchRows: row.batchRows,
  slices: row.slices,
});

export async function addSample(db: Db, sample: Sample): Promise<void> {
  await db.sample.createMany({ data: [toRow(sample)] });
}

/** Oldest first. `since` is by this process's clock, which also wrote the samples or one near it did. */
export async function samplesOf(db: Db, backfillIds: readonly string[], since?: Date): Promise<readonly Sample[]> {
  if (backfillIds.length === 0) return [];
  const rows = await db.sample.findMany({
    where: { backfillId: { in: [...backfillIds] }, ...(since ? { at: { gte: since } } : {}) },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return rows.map(fromRow);
}

/** Puts others in the place of a backfill's samples where there are more than `most`; one process at a time does. */
export async function replaceSamples(
  prisma: PrismaClient,
  backfillId: string,
  most: number,
  thin: (samples: readonly Sample[]) => readonly Sample[],
): Promise<void> {
  if ((await prisma.sample.count({ where: { backfillId } })) <= most) return;
  await prisma.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ isOurs: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtextextended(${`samples ${backfillId}`}, 0)) AS "isOurs"`;
    if (!lock?.isOurs) return;
    const rows = await tx.sample.findMany({ where: { backfillId }, orderBy: [{ at: "asc" }, { id: "asc" }] });
    if (rows.length <= most) return;
    // Only those that were read: another slice may have added one since.
    await tx.sample.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    await tx.sample.createMany({ data: thin(rows.map(fromRow)).map(toRow) });
  });
}
