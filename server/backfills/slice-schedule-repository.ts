import type { Dialect } from "#core/domain/dialect.ts";
import type { Db } from "#server/rollouts/run-repository.ts";
import type { SchedulableShard } from "./choose-shards.ts";

/**
 * Every shard that is not done of the running backfills of a database, with what the control database's clock makes of
 * it. `null`: there is none.
 */
export async function readSchedule(
  db: Db,
  databaseId: string,
): Promise<{ readonly dialect: Dialect; readonly shards: readonly SchedulableShard[] } | null> {
  const rows = await db.$queryRaw<(SchedulableShard & { readonly dialect: Dialect })[]>`
    SELECT d.engine::text AS dialect, s.id::text AS id, s."backfillId"::text AS "backfillId", s."shardNo", s.state::text AS state, b."maxSlices", s.nudge,
           CASE WHEN s."leaseUntil" > clock_timestamp() THEN 'leased'
                WHEN s."nudgedAt" > clock_timestamp() - interval '10 seconds' THEN 'queued'
                WHEN s."nudgedAt" IS NOT NULL THEN 'overdue'
                -- The target was away just now: not again at once.
                WHEN s."lastError" IS NOT NULL AND s."servedAt" > clock_timestamp() - interval '5 seconds' THEN 'resting'
                ELSE 'idle' END AS standing,
           extract(epoch FROM s."servedAt")::float8 AS "servedAt", s."rowEstimate"::float8 AS "rowEstimate",
           s.fraction, s."rowsScanned"::float8 AS "rowsScanned",
           coalesce(b."batchSize", s."batchSize") AS "batchSize",
           s."splitAt" IS NULL OR s."splitAt" < clock_timestamp() - interval '10 seconds' AS "mayBeCut"
      FROM "Backfill" b JOIN "BackfillShard" s ON s."backfillId" = b.id JOIN "Database" d ON d.id = b."databaseId"
     WHERE b."databaseId" = ${databaseId}::uuid AND b.state = 'running' AND s.state <> 'done'
     ORDER BY s."shardNo"`;
  const [first] = rows;
  return first ? { dialect: first.dialect, shards: rows } : null;
}

/** Databases with a running backfill of which not every range is in somebody's hands. */
export async function databasesAtWork(db: Db): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT b."databaseId"::text AS id FROM "Backfill" b
     WHERE b.state = 'running' AND EXISTS (SELECT 1 FROM "BackfillShard" s WHERE s."backfillId" = b.id AND s.state <> 'done')`;
  return rows.map((row) => row.id);
}

/**
 * Raises the number that makes the id of the next job. `false`: somebody was faster, or works on it. `touch` keeps the
 * number: the job is still waiting for a worker.
 */
export async function nudgeShard(
  db: Db,
  { id, nudge }: Pick<SchedulableShard, "id" | "nudge">,
  how: "raise" | "touch",
): Promise<boolean> {
  const by = how === "raise" ? 1 : 0;
  const count = await db.$executeRaw`
    UPDATE "BackfillShard" SET nudge = nudge + ${by}::int, "nudgedAt" = clock_timestamp()
     WHERE id = ${id}::uuid AND nudge = ${nudge}::int AND "leaseUntil" < clock_timestamp()`;
  return count === 1;
}

/** Only one of those that want to cut a range at once does, and not again soon. */
export async function claimCut(db: Db, shardId: string): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE "BackfillShard" SET "splitAt" = clock_timestamp()
     WHERE id = ${shardId}::uuid AND state = 'open'
       AND ("splitAt" IS NULL OR "splitAt" < clock_timestamp() - interval '10 seconds')`;
  return count === 1;
}
