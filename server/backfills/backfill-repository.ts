import { type BackfillStanding, type BackfillState, backfillStates } from "#core/domain/backfill-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { fromJson, fromOrderedJson, toJson, toOrderedJson } from "#server/json-column.ts";
import { newId } from "#server/new-id.ts";
import type { Db } from "#server/rollouts/run-repository.ts";
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
  rowsSkipped: Number(row.rowsSkipped),
  retries: row.retries,
  lockWaits: row.lockWaits,
  errors: row.errors,
  lastError: row.lastError,
  lo: row.lo,
  pos: row.pos,
  hi: row.hi,
  committedAt: row.committedAt,
  verifyPos: row.verifyPos,
  rowsVerified: Number(row.rowsVerified),
  rowsDiffering: Number(row.rowsDiffering),
  differingKeys: fromJson(row.differingKeys),
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
  speed: row.speed,
  maxSlices: row.maxSlices,
  skipLimit: row.skipLimit,
  round: row.round,
  rowEstimate: numberOf(row.rowEstimate),
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
  shards: row.shards.map(toShardRecord),
});

export async function findBackfill(db: Db, id: string): Promise<BackfillRecord | null> {
  const row = await db.backfill.findUnique({ where: { id }, include: BACKFILL });
  return row && toRecord(row);
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
      lo: shard.lo,
      pos: shard.lo,
      hi: shard.hi,
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
    data: {
      state: "running",
      finishedAt: null,
      round: 1,
      spec: toOrderedJson(sweep.spec),
      layout: toOrderedJson(sweep.layout),
    },
  });
  if (count === 1) await addShards(tx, id, sweep.layout);
  return count === 1;
}

/**
 * The gate before the next phase: all ranges of the pass are compared once more, the last one to the end of the table.
 * `false`: the backfill has not succeeded, or was taken up meanwhile. The caller schedules slices afterwards.
 */
export async function startFinalVerification(tx: Prisma.TransactionClient, id: string): Promise<boolean> {
  const { count } = await tx.backfill.updateMany({
    where: { id, state: "succeeded" },
    data: { state: "running", finishedAt: null, round: 2, generation: { increment: 1 } },
  });
  if (count === 0) return false;
  const { layout } = await tx.backfill.findUniqueOrThrow({ where: { id }, select: { layout: true } });
  const first = firstShardNo(fromOrderedJson<BackfillLayout>(layout));
  await tx.backfillShard.updateMany({
    where: { backfillId: id, shardNo: { gte: first } },
    data: { state: "written", verifyPos: null, rowsVerified: 0, rowsDiffering: 0, differingKeys: [] },
  });
  return true;
}

/** Shards of the pass that is under way have this number or a higher one; those of passes before it are done. */
export const firstShardNo = (layout: BackfillLayout): number => Math.min(...layout.shards.map((it) => it.shardNo));

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
      finishedAt: null,
      ...(error ? { error: toJson(error) } : {}),
    },
  });
  if (count === 1 && to === "running")
    await db.$executeRaw`UPDATE "Backfill" SET "startedAt" = clock_timestamp() WHERE id = ${id}::uuid AND "startedAt" IS NULL`;
  if (count === 1 && ENDED.includes(to))
    await db.$executeRaw`UPDATE "Backfill" SET "finishedAt" = clock_timestamp() WHERE id = ${id}::uuid`;
  return count === 1;
}

export async function standingOf(db: Db, id: string): Promise<(BackfillStanding & { readonly runId: string }) | null> {
  const rows = await db.$queryRaw<
    { state: BackfillState; runId: string; total: number; open: number; leased: number }[]
  >`
    SELECT b.state::text AS state, b."runId"::text AS "runId", count(s.id)::int AS total,
           (count(*) FILTER (WHERE s.state <> 'done'))::int AS open,
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
  readonly speed: number;
}

export async function readIntent(db: Db, id: string): Promise<Intent | null> {
  return db.backfill.findUnique({
    where: { id },
    select: { state: true, batchSize: true, pauseMs: true, speed: true },
  });
}

export async function readSkipLimit(db: Db, id: string): Promise<number> {
  const { skipLimit } = await db.backfill.findUniqueOrThrow({ where: { id }, select: { skipLimit: true } });
  return skipLimit;
}

export interface WaitingStep {
  readonly stepRunId: string;
  readonly waiting: WaitingCause | null;
  readonly rolloutId: string;
  readonly migrationId: string;
  readonly databaseId: string;
}

/** What the step of a backfill waits for, and whom to tell when that changes. */
export async function readWaiting(db: Db, id: string): Promise<WaitingStep | null> {
  const rows = await db.$queryRaw<WaitingStep[]>`
    SELECT s.id::text AS "stepRunId", s.waiting, o.id::text AS "rolloutId", o."migrationId"::text AS "migrationId",
           b."databaseId"::text AS "databaseId"
      FROM "Backfill" b JOIN "StepRun" s ON s.id = b."stepRunId" JOIN "Run" r ON r.id = b."runId"
      JOIN "Rollout" o ON o.id = r."rolloutId" WHERE b.id = ${id}::uuid`;
  return rows[0] ?? null;
}

export interface BackfillSettings {
  readonly batchSize: number | null;
  readonly pauseMs: number;
  readonly speed: number;
  readonly maxSlices: number | null;
  readonly skipLimit: number;
}

export async function changeSettings(
  tx: Prisma.TransactionClient,
  id: string,
  settings: BackfillSettings,
): Promise<void> {
  await tx.backfill.update({ where: { id }, data: { ...settings, generation: { increment: 1 } } });
}

/** Backfills that may have come to rest without anybody having written it down. */
export async function unsettledBackfills(db: Db): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT b.id::text AS id FROM "Backfill" b
     WHERE b.state IN ('running', 'pausing', 'cancelling')
       AND NOT EXISTS (SELECT 1 FROM "BackfillShard" s WHERE s."backfillId" = b.id AND s."leaseUntil" > clock_timestamp())
       AND (b.state <> 'running' OR NOT EXISTS (SELECT 1 FROM "BackfillShard" s WHERE s."backfillId" = b.id AND s.state <> 'done'))`;
  return rows.map((row) => row.id);
}
