import { type OpenShard, openShard } from "#core/backfill/open-shard.ts";
import { runSlice, type SliceOutcome } from "#core/backfill/run-slice.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { ShardCheckpoint } from "#core/engines/backfill-store.ts";
import type { Container } from "#server/container.ts";
import { isControlDatabaseError } from "#server/control-database/is-control-database-error.ts";
import { type KeptLease, keepLease } from "#server/keep-lease.ts";
import { newId } from "#server/new-id.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { leaseOwner } from "#server/worker-name.ts";
import type { BackfillRecord, ShardRecord } from "./backfill-record.ts";
import {
  backfillIdOfShard,
  findBackfill,
  markShardDone,
  releaseShardLease,
  renewShardLease,
  takeShardLease,
  writeShardFigures,
} from "./backfill-repository.ts";
import { enqueueSlice } from "./enqueue-slices.ts";
import { failBackfill, noteReachable, noteUnreachable } from "./fail-backfill.ts";
import { settleBackfill } from "./settle-backfill.ts";
import { SliceRecorder } from "./slice-recorder.ts";
import { watchIntent } from "./watch-intent.ts";

const SLICE_MS = 20_000;

/** Works on a shard for a while, then hands on: to the next slice, or to whatever was asked for meanwhile. */
export async function executeSlice(deps: Container, shardId: string, signal: AbortSignal): Promise<void> {
  const backfillId = await backfillIdOfShard(deps.prisma, shardId);
  if (!backfillId) return;
  const outcome = await work(deps, backfillId, shardId, signal);
  const isLeft = outcome === "time-up" || (outcome === "stopped" && deps.draining.aborted);
  if (isLeft) await enqueueSlice(deps, shardId);
  await settleBackfill(deps, backfillId);
}

type Ended = SliceOutcome | "not-ours" | "failed";

interface Slice {
  readonly backfill: BackfillRecord;
  readonly shard: ShardRecord;
  readonly floor: bigint;
  readonly lease: KeptLease;
  readonly signal: AbortSignal;
}

async function work(deps: Container, backfillId: string, shardId: string, jobSignal: AbortSignal): Promise<Ended> {
  const owner = leaseOwner(newId());
  const { prisma } = deps;
  const taken = deps.draining.aborted ? null : await takeShardLease(prisma, shardId, owner);
  if (!taken) return "not-ours";
  await using lease = keepLease(owner, deps.log, {
    renew: () => renewShardLease(prisma, shardId, owner),
    release: () => releaseShardLease(prisma, shardId, owner),
  });
  const backfill = await findBackfill(prisma, backfillId);
  const shard = backfill?.shards.find((it) => it.id === shardId);
  if (!backfill || !shard) return "not-ours";
  const signal = AbortSignal.any([lease.lost, jobSignal]);
  const slice = { backfill, shard, floor: taken.epoch, lease, signal };
  try {
    return await onTarget(deps, slice);
  } catch (error) {
    return await answerFailure(deps, slice, error);
  }
}

/** Errors of the control database pass: the reconciler tries again. All others stop the backfill or wait for the target. */
async function answerFailure(deps: Container, { backfill, shard, signal }: Slice, error: unknown): Promise<Ended> {
  if (!(error instanceof DomainError)) throw error;
  if (error.code === "fenced" || signal.aborted) return "fenced";
  if (error.code === "target-unreachable") await noteUnreachable(deps, backfill, error.message);
  else await failBackfill(deps, backfill, { shardId: shard.id, error });
  return "failed";
}

async function onTarget(deps: Container, slice: Slice): Promise<Ended> {
  const { backfill, shard, lease } = slice;
  const connect = () =>
    deps.targets.open(backfill.databaseId, {
      applicationName: `sluice:${backfill.id}:${shard.shardNo}`,
      statementTimeoutMs: 0,
    });
  await using monitor = await connect();
  const { engine } = monitor;
  const open = openShard({
    engine,
    connect: async () => (await connect()).connection,
    spec: backfill.spec,
    layout: backfill.layout,
    shardNo: shard.shardNo,
    floor: slice.floor,
    worker: lease.owner,
    batchSize: shard.batchSize,
    now: () => performance.now(),
    random: Math.random,
  });
  await using claimed = await open.catch((error: unknown) => {
    throw asDomainError(monitor, error);
  });
  const checkpoint = await checkpointOf(monitor, slice);
  if (!claimed) return await noteEnded(deps, slice, checkpoint);
  return await runBatches(deps, slice, { monitor, claimed, checkpoint });
}

async function runBatches(
  deps: Container,
  { backfill, shard, signal }: Slice,
  {
    monitor,
    claimed,
    checkpoint,
  }: { readonly monitor: OpenTarget; readonly claimed: OpenShard; readonly checkpoint: ShardCheckpoint },
): Promise<Ended> {
  using intent = await watchIntent(deps, backfill.id);
  const recorder = new SliceRecorder(deps, monitor, backfill, { shard, checkpoint, epoch: claimed.epoch });
  recorder.sizedBy(() => claimed.batchSize);
  await recorder.flush();
  await noteReachable(deps, backfill);
  const host = {
    now: () => performance.now(),
    mayContinue: intent.mayContinue,
    settings: intent.settings,
    pace: intent.pace,
    progressed: (batch: Parameters<SliceRecorder["progressed"]>[0]) => recorder.progressed(batch),
    failed: (attempt: Parameters<SliceRecorder["failed"]>[0]) => recorder.failed(attempt),
  };
  try {
    const outcome = await runSlice(claimed, host, { sliceMs: SLICE_MS, signal });
    await recorder.flush();
    if (outcome === "done") await markShardDone(deps.prisma, shard.id);
    return outcome;
  } catch (error) {
    await recorder.flush(error instanceof DomainError ? error.message : null);
    throw error;
  }
}

async function checkpointOf({ engine, connection }: OpenTarget, { backfill, shard }: Slice): Promise<ShardCheckpoint> {
  const all = await engine.backfill.checkpoints(connection, backfill.spec.runId);
  const checkpoint = all.find((it) => it.shardNo === shard.shardNo);
  if (checkpoint) return checkpoint;
  throw new DomainError(
    "target-changed",
    `The checkpoint of range ${shard.shardNo} is not in the database any more: was it restored from a backup, or copied? Nothing was changed.`,
  );
}

/** Done by a worker that died before it could say so. */
async function noteEnded(deps: Container, { shard }: Slice, checkpoint: ShardCheckpoint): Promise<Ended> {
  if (checkpoint.state !== "done") return "fenced";
  const { epoch, batches, rowsScanned, rowsChanged } = checkpoint;
  const { batchSize, retries, lockWaits, errors } = shard;
  const figures = {
    epoch,
    batchSize,
    fraction: 1,
    batches,
    rowsScanned,
    rowsChanged,
    retries,
    lockWaits,
    errors,
    lastError: null,
  };
  await writeShardFigures(deps.prisma, shard.id, figures);
  await markShardDone(deps.prisma, shard.id);
  return "done";
}

function asDomainError({ engine }: OpenTarget, error: unknown): unknown {
  if (error instanceof DomainError || isControlDatabaseError(error)) return error;
  const { code, message } = engine.errors.describe(error);
  const kind = engine.errors.classify(error);
  const as = kind === "connection" || kind === "crowded" ? "target-unreachable" : "target-refused";
  return new DomainError(as, `The range could not be opened: ${message} (${code}). Nothing was changed.`, {
    cause: error,
  });
}
