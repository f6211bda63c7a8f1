import type { Dialect } from "#core/domain/dialect.ts";
import type { ShardCheckpoint } from "#core/engines/backfill-store.ts";
import type { PrismaClient } from "#prisma/client/client.ts";
import { newId } from "#server/new-id.ts";
import { type Db, LEASE_SECONDS, NO_LONGER_THAN_A_LEASE } from "#server/rollouts/run-repository.ts";
import type { SliceLimits } from "./slice-limits.ts";

export interface ShardPlace {
  readonly backfillId: string;
  readonly databaseId: string;
  readonly dialect: Dialect;
}

export async function placeOfShard(db: Db, shardId: string): Promise<ShardPlace | null> {
  const rows = await db.$queryRaw<ShardPlace[]>`
    SELECT b.id::text AS "backfillId", b."databaseId"::text AS "databaseId", d.engine::text AS dialect
      FROM "BackfillShard" s JOIN "Backfill" b ON b.id = s."backfillId" JOIN "Database" d ON d.id = b."databaseId"
     WHERE s.id = ${shardId}::uuid`;
  return rows[0] ?? null;
}

export interface TakenShard {
  readonly epoch: bigint;
  readonly state: "open" | "written";
}

/**
 * Takes the lease of a shard of a running backfill, if nobody has it and neither its database nor its backfill has as
 * many as it may. Those that ask at once take turns, so that however many jobs there are, the limits hold. A worker that
 * freezes in between keeps the others out no longer than a lease.
 */
export async function takeShardLease(
  prisma: PrismaClient,
  { shardId, databaseId }: { readonly shardId: string; readonly databaseId: string },
  owner: string,
  limits: SliceLimits,
): Promise<TakenShard | null> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      SELECT ${NO_LONGER_THAN_A_LEASE},
             pg_advisory_xact_lock(hashtextextended(${`slices ${databaseId}`}, 0))`;
    const rows = await tx.$queryRaw<TakenShard[]>`
      WITH busy AS (
        SELECT s.id, s."backfillId" FROM "BackfillShard" s JOIN "Backfill" b ON b.id = s."backfillId"
         WHERE b."databaseId" = ${databaseId}::uuid AND s."leaseUntil" > clock_timestamp() AND s.id <> ${shardId}::uuid)
      UPDATE "BackfillShard" s SET owner = ${owner}, "heartbeatAt" = clock_timestamp(), "nudgedAt" = NULL,
             "leaseUntil" = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
        FROM "Backfill" b
       WHERE b.id = s."backfillId" AND b.state = 'running' AND s.id = ${shardId}::uuid AND s.state <> 'done'
         AND (s.owner = ${owner} OR s."leaseUntil" < clock_timestamp())
         AND (SELECT count(*) FROM busy) < CASE WHEN s.state = 'open' THEN ${limits.writing}::int ELSE ${limits.reading}::int END
         AND (b."maxSlices" IS NULL OR (SELECT count(*) FROM busy WHERE busy."backfillId" = b.id) < b."maxSlices")
      RETURNING s.epoch, s.state::text AS state`;
    return rows[0] ?? null;
  });
}

/** A job that may not work is over: its shard can be given out again. */
export async function forgetNudge(db: Db, shardId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "BackfillShard" SET "nudgedAt" = NULL WHERE id = ${shardId}::uuid AND "leaseUntil" < clock_timestamp()`;
}

export async function renewShardLease(db: Db, shardId: string, owner: string): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE "BackfillShard" SET "heartbeatAt" = clock_timestamp(),
           "leaseUntil" = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
     WHERE id = ${shardId}::uuid AND owner = ${owner} AND "leaseUntil" > clock_timestamp()`;
  return renewed === 1;
}

export async function releaseShardLease(db: Db, shardId: string, owner: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "BackfillShard" SET "leaseUntil" = 'epoch'::timestamptz, "servedAt" = clock_timestamp()
     WHERE id = ${shardId}::uuid AND owner = ${owner}`;
}

/** What the target says of a shard. */
export type ShardCounts = Pick<
  ShardCheckpoint,
  "epoch" | "lo" | "pos" | "hi" | "batches" | "rowsScanned" | "rowsChanged" | "rowsSkipped"
>;

export const countsOf = (checkpoint: ShardCheckpoint): ShardCounts => {
  const { epoch, lo, pos, hi, batches, rowsScanned, rowsChanged, rowsSkipped } = checkpoint;
  return { epoch, lo, pos, hi, batches, rowsScanned, rowsChanged, rowsSkipped };
};

/** The copy for display; never lets the epoch fall. */
export interface ShardFigures extends ShardCounts {
  readonly batchSize: number | null;
  readonly fraction: number;
  readonly retries: number;
  readonly lockWaits: number;
  readonly errors: number;
  readonly lastError: string | null;
  readonly committedAt: Date | null;
}

export async function writeShardFigures(db: Db, shardId: string, figures: ShardFigures): Promise<void> {
  await db.backfillShard.updateMany({ where: { id: shardId, epoch: { lte: figures.epoch } }, data: figures });
}

export async function noteShardError(db: Db, shardId: string, lastError: string): Promise<void> {
  await db.backfillShard.updateMany({ where: { id: shardId }, data: { lastError } });
}

/** All its rows are written: what follows is comparing them. */
export async function markShardWritten(db: Db, shardId: string, counts: ShardCounts): Promise<void> {
  const anew = { verifyPos: null, rowsVerified: 0, rowsDiffering: 0, differingKeys: [] };
  await db.backfillShard.updateMany({
    where: { id: shardId, state: "open" },
    data: { ...counts, ...anew, state: "written", fraction: 1, lastError: null },
  });
}

export interface VerifiedFigures {
  readonly verifyPos: string;
  readonly rowsVerified: number;
  readonly rowsDiffering: number;
  readonly differingKeys: string[];
  readonly retries: number;
  readonly errors: number;
  readonly lastError: string | null;
}

/** Only the holder of the lease writes: a frozen one that wakes up does not set the place back. */
export async function writeVerified(
  db: Db,
  { shardId, owner }: { readonly shardId: string; readonly owner: string },
  figures: VerifiedFigures,
  isDone: boolean,
): Promise<boolean> {
  const { count } = await db.backfillShard.updateMany({
    where: { id: shardId, owner, state: "written" },
    data: { ...figures, ...(isDone ? { state: "done" } : {}) },
  });
  return count === 1;
}

/** The target lost commits that had been seen, as an asynchronous failover does: what it has is the truth. */
export async function reopenShard(db: Db, backfillId: string, { shardNo, pos }: ShardCheckpoint): Promise<boolean> {
  const { count } = await db.backfillShard.updateMany({
    where: { backfillId, shardNo, state: { in: ["written", "done"] } },
    data: { state: "open", pos, verifyPos: null },
  });
  return count === 1;
}

/** A row for each range that the target has and the control database has not; answers how many were new. */
export async function addCutShards(
  prisma: PrismaClient,
  backfillId: string,
  checkpoints: readonly ShardCheckpoint[],
): Promise<number> {
  const known = await prisma.backfillShard.findMany({ where: { backfillId }, select: { shardNo: true } });
  const missing = checkpoints.filter((it) => !known.some(({ shardNo }) => shardNo === it.shardNo));
  let added = 0;
  for (const made of missing.toSorted((a, b) => a.shardNo - b.shardNo)) {
    const origin = checkpoints.find(({ shardNo, hi }) => shardNo !== made.shardNo && hi === made.lo);
    if (await addCutShard(prisma, backfillId, { made, from: origin?.shardNo ?? -1 })) added += 1;
  }
  return added;
}

async function addCutShard(
  prisma: PrismaClient,
  backfillId: string,
  { made, from }: { readonly made: ShardCheckpoint; readonly from: number },
): Promise<boolean> {
  // What was left of the range it was cut from is halved; in one statement, so that progress does not jump.
  const rows = await prisma.$queryRaw<unknown[]>`
    WITH cut AS (
      SELECT id, "rowEstimate" AS total, (1 - fraction) * "rowEstimate" / 2 AS half FROM "BackfillShard"
       WHERE "backfillId" = ${backfillId}::uuid AND "shardNo" = ${from}),
    made AS (
      INSERT INTO "BackfillShard" (id, "backfillId", "shardNo", epoch, lo, pos, hi, "rowEstimate", "splitAt", "updatedAt")
      VALUES (${newId()}::uuid, ${backfillId}::uuid, ${made.shardNo}, ${made.epoch}, ${made.lo}, ${made.pos}, ${made.hi},
              (SELECT round(half) FROM cut), clock_timestamp(), clock_timestamp())
      ON CONFLICT ("backfillId", "shardNo") DO NOTHING RETURNING 1),
    halved AS (
      UPDATE "BackfillShard" s SET hi = ${made.lo}, "splitAt" = clock_timestamp(), "rowEstimate" = round(cut.total - cut.half),
             fraction = CASE WHEN cut.total > cut.half
                        THEN least(0.9999, s.fraction * cut.total / (cut.total - cut.half)) ELSE s.fraction END
        FROM cut WHERE s.id = cut.id AND EXISTS (SELECT 1 FROM made))
    SELECT 1 FROM made`;
  return rows.length === 1;
}
