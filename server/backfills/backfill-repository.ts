import { type BackfillStanding, type BackfillState, backfillStates } from "#core/domain/backfill-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { fromOrderedJson, toJson, toOrderedJson } from "#server/json-column.ts";
import { newId } from "#server/new-id.ts";
import { type Db, LEASE_SECONDS } from "#server/rollouts/run-repository.ts";
import type { BackfillRecord, ShardRecord } from "./backfill-record.ts";

const BACKFILL = {
  shards: { orderBy: { shardNo: "asc" } },
  step: { select: { stepId: true } },
  run: {
    select: { rolloutId: true, rollout: { select: { migrationId: true } }, database: { select: { engine: true } } },
  },
} as const satisfies Prisma.BackfillInclude;

type BackfillRow = Prisma.BackfillGetPayload<{ include: typeof BACKFILL }>;

const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));

export const toShardRecord = (row: BackfillRow["shards"][number]): ShardRecord => ({
  id: row.id,
  shardNo: row.shardNo,
  state: row.state,
  rowEstimate: numberOf(row.rowEstimate),
  owner: row.owner,
  leaseUntil: row.leaseUntil,
  heartbeatAt: row.heartbeatAt,
  epoch: row.epoch,
  batchSize: row.batchSize,
  fraction: row.fraction,
  batches: Number(row.batches),
  rowsScanned: Number(row.rowsScanned),
  rowsChanged: Number(row.rowsChanged),
  retries: row.retries,
  lockWaits: row.lockWaits,
  errors: row.errors,
  lastError: row.lastError,
});

const toRecord = (row: BackfillRow): BackfillRecord => ({
  id: row.id,
  runId: row.runId,
  rolloutId: row.run.rolloutId,
  migrationId: row.run.rollout.migrationId,
  databaseId: row.databaseId,
  dialect: row.run.database.engine,
  stepRunId: row.stepRunId,
  stepId: row.step.stepId as StepId,
  state: row.state,
  spec: fromOrderedJson(row.spec),
  layout: fromOrderedJson(row.layout),
  statement: row.statement,
  batchSize: row.batchSize,
  pauseMs: row.pauseMs,
  rowEstimate: numberOf(row.rowEstimate),
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
  shards: row.shards.map(toShardRecord),
});

export async function findBackfill(db: Db, id: string): Promise<BackfillRecord | null> {
  const row = await db.backfill.findUnique({ where: { id }, include: BACKFILL });
  return row && toRecord(row);
}

export async function backfillIdOfShard(db: Db, shardId: string): Promise<string | null> {
  const row = await db.backfillShard.findUnique({ where: { id: shardId }, select: { backfillId: true } });
  return row?.backfillId ?? null;
}

export interface BackfillDraft {
  readonly runId: string;
  readonly stepRunId: string;
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
  readonly statement: string;
  readonly batchSize: number | null;
  readonly pauseMs: number;
}

/** Shards and settings of a backfill. The id of the backfill names its rows in the target. */
export async function createBackfill(tx: Prisma.TransactionClient, draft: BackfillDraft): Promise<void> {
  const { spec, layout } = draft;
  await tx.backfill.create({
    data: {
      id: spec.runId,
      runId: draft.runId,
      stepRunId: draft.stepRunId,
      databaseId: spec.databaseId,
      spec: toOrderedJson(spec),
      layout: toOrderedJson(layout),
      statement: draft.statement,
      batchSize: draft.batchSize,
      pauseMs: draft.pauseMs,
      rowEstimate: layout.rowEstimate === null ? null : Math.round(layout.rowEstimate),
    },
  });
  await addShards(tx, spec.runId, layout);
}

async function addShards(tx: Prisma.TransactionClient, backfillId: string, layout: BackfillLayout): Promise<void> {
  await tx.backfillShard.createMany({
    data: layout.shards.map((shard) => ({
      id: newId(),
      backfillId,
      shardNo: shard.shardNo,
      rowEstimate: shard.rowEstimate === null ? null : Math.round(shard.rowEstimate),
    })),
  });
}

/** Another pass over rows that came late: new shards beside the done ones, under a new name in the target. */
export async function addSweep(
  tx: Prisma.TransactionClient,
  id: string,
  sweep: { readonly spec: BackfillSpec; readonly layout: BackfillLayout },
): Promise<boolean> {
  const { count } = await tx.backfill.updateMany({
    where: { id, state: "succeeded" },
    data: { state: "running", finishedAt: null, spec: toOrderedJson(sweep.spec), layout: toOrderedJson(sweep.layout) },
  });
  if (count === 1) await addShards(tx, id, sweep.layout);
  return count === 1;
}

const ENDED: readonly BackfillState[] = ["succeeded", "cancelled", "failed"];

/** Compare and set. `false`: it was in none of the states that `to` may follow. */
export async function moveBackfill(
  db: Db,
  id: string,
  to: BackfillState,
  { from, error }: { readonly from?: readonly BackfillState[]; readonly error?: object } = {},
): Promise<boolean> {
  const allowed = backfillStates.before(to).filter((state) => !from || from.includes(state));
  const { count } = await db.backfill.updateMany({
    where: { id, state: { in: allowed } },
    data: {
      state: to,
      generation: { increment: 1 },
      finishedAt: ENDED.includes(to) ? new Date() : null,
      ...(error ? { error: toJson(error) } : {}),
    },
  });
  if (count === 1 && to === "running") {
    await db.backfill.updateMany({ where: { id, startedAt: null }, data: { startedAt: new Date() } });
  }
  return count === 1;
}

export async function standingOf(db: Db, id: string): Promise<(BackfillStanding & { readonly runId: string }) | null> {
  const rows = await db.$queryRaw<
    { state: BackfillState; runId: string; total: number; open: number; leased: number }[]
  >`
    SELECT b.state::text AS state, b."runId"::text AS "runId", count(s.id)::int AS total,
           (count(*) FILTER (WHERE s.state = 'open'))::int AS open,
           (count(*) FILTER (WHERE s."leaseUntil" > clock_timestamp()))::int AS leased
      FROM "Backfill" b LEFT JOIN "BackfillShard" s ON s."backfillId" = b.id WHERE b.id = ${id}::uuid GROUP BY b.id`;
  const row = rows[0];
  return row
    ? { state: row.state, runId: row.runId, shards: { total: row.total, open: row.open, leased: row.leased } }
    : null;
}

export interface Intent {
  readonly state: BackfillState;
  readonly batchSize: number | null;
  readonly pauseMs: number;
}

export async function readIntent(db: Db, id: string): Promise<Intent | null> {
  return db.backfill.findUnique({ where: { id }, select: { state: true, batchSize: true, pauseMs: true } });
}

export async function changeSettings(
  tx: Prisma.TransactionClient,
  id: string,
  settings: { readonly batchSize: number | null; readonly pauseMs: number },
): Promise<void> {
  await tx.backfill.update({ where: { id }, data: { ...settings, generation: { increment: 1 } } });
}

/** Takes the lease of an open shard of a running backfill, if nobody has it. */
export async function takeShardLease(
  db: Db,
  shardId: string,
  owner: string,
): Promise<{ readonly epoch: bigint } | null> {
  const rows = await db.$queryRaw<{ epoch: bigint }[]>`
    UPDATE "BackfillShard" s SET owner = ${owner}, "heartbeatAt" = clock_timestamp(),
           "leaseUntil" = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      FROM "Backfill" b
     WHERE b.id = s."backfillId" AND b.state = 'running' AND s.id = ${shardId}::uuid AND s.state = 'open'
       AND (s.owner = ${owner} OR s."leaseUntil" < clock_timestamp())
    RETURNING s.epoch`;
  return rows[0] ?? null;
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
    UPDATE "BackfillShard" SET "leaseUntil" = 'epoch'::timestamptz WHERE id = ${shardId}::uuid AND owner = ${owner}`;
}

/** The copy for display; never lets the epoch fall. */
export interface ShardFigures {
  readonly epoch: bigint;
  readonly batchSize: number | null;
  readonly fraction: number;
  readonly batches: number;
  readonly rowsScanned: number;
  readonly rowsChanged: number;
  readonly retries: number;
  readonly lockWaits: number;
  readonly errors: number;
  readonly lastError: string | null;
}

export async function writeShardFigures(db: Db, shardId: string, figures: ShardFigures): Promise<void> {
  await db.backfillShard.updateMany({ where: { id: shardId, epoch: { lte: figures.epoch } }, data: figures });
}

export async function markShardDone(db: Db, shardId: string): Promise<void> {
  await db.backfillShard.updateMany({ where: { id: shardId }, data: { state: "done", fraction: 1 } });
}

export async function raiseShardNudge(
  db: Db,
  shardId: string,
): Promise<{ readonly epoch: bigint; readonly nudge: number }> {
  return db.backfillShard.update({
    where: { id: shardId },
    data: { nudge: { increment: 1 }, nudgedAt: new Date() },
    select: { epoch: true, nudge: true },
  });
}

/** Open shards of running backfills that nobody works on and that were not nudged just now; they are nudged here. */
export async function nudgeIdleShards(
  db: Db,
): Promise<readonly { readonly id: string; readonly epoch: bigint; readonly nudge: number }[]> {
  return db.$queryRaw<{ id: string; epoch: bigint; nudge: number }[]>`
    UPDATE "BackfillShard" s SET nudge = s.nudge + 1, "nudgedAt" = clock_timestamp() FROM "Backfill" b
     WHERE b.id = s."backfillId" AND b.state = 'running' AND s.state = 'open' AND s."leaseUntil" < clock_timestamp()
       AND (s."nudgedAt" IS NULL OR s."nudgedAt" < clock_timestamp() - interval '10 seconds')
    RETURNING s.id::text AS id, s.epoch, s.nudge`;
}

/** Backfills that may have come to rest without anybody having written it down. */
export async function unsettledBackfills(db: Db): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT b.id::text AS id FROM "Backfill" b
     WHERE b.state IN ('running', 'pausing', 'cancelling')
       AND NOT EXISTS (SELECT 1 FROM "BackfillShard" s WHERE s."backfillId" = b.id AND s."leaseUntil" > clock_timestamp())
       AND (b.state <> 'running' OR NOT EXISTS (SELECT 1 FROM "BackfillShard" s WHERE s."backfillId" = b.id AND s.state = 'open'))`;
  return rows.map((row) => row.id);
}
