import type { Sample } from "#contracts/rollout.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

export async function addSample(db: Db, sample: Sample): Promise<void> {
  await db.sample.create({
    data: {
      backfillId: sample.backfillId,
      at: new Date(sample.at),
      ms: Math.round(sample.ms),
      rowsScanned: sample.rowsScanned,
      rowsChanged: sample.rowsChanged,
      batches: sample.batches,
      batchMs: sample.batchMs,
      batchMaxMs: sample.batchMaxMs,
      retries: sample.retries,
      lockWaits: sample.lockWaits,
      errors: sample.errors,
    },
  });
}

/** Oldest first. `sinceMs` is an age by this process's clock, which also wrote the samples or one near it did. */
export async function samplesOf(db: Db, backfillIds: readonly string[], since?: Date): Promise<readonly Sample[]> {
  if (backfillIds.length === 0) return [];
  const rows = await db.sample.findMany({
    where: { backfillId: { in: [...backfillIds] }, ...(since ? { at: { gte: since } } : {}) },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => ({
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
  }));
}
