import type { SliceOutcome } from "#core/backfill/run-slice.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Container } from "#server/container.ts";
import { isControlDatabaseError } from "#server/control-database/is-control-database-error.ts";
import { keepLease } from "#server/keep-lease.ts";
import { newId } from "#server/new-id.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { leaseOwner } from "#server/worker-name.ts";
import { answerFailure } from "./answer-failure.ts";
import { findBackfill } from "./backfill-repository.ts";
import { noteCheckpoints } from "./note-checkpoints.ts";
import { scheduleSlices } from "./schedule-slices.ts";
import { settleBackfill } from "./settle-backfill.ts";
import {
  forgetNudge,
  placeOfShard,
  releaseShardLease,
  renewShardLease,
  type ShardPlace,
  type TakenShard,
  takeShardLease,
} from "./shard-repository.ts";
import type { Slice } from "./slice.ts";
import { sliceLimits } from "./slice-limits.ts";
import { verifySlice } from "./verify-slice.ts";
import { writeSlice } from "./write-slice.ts";

const SLICE_MS = 20_000;

/** Works on a shard for a while, then hands the slot on: to its next slice, or to a shard that waited longer. */
export async function executeSlice(deps: Container, shardId: string, signal: AbortSignal): Promise<void> {
  // A process that is to stop gives the job back; another one is told at its next tick.
  if (deps.draining.aborted) return await forgetNudge(deps.prisma, shardId);
  const place = await placeOfShard(deps.prisma, shardId);
  if (!place) return;
  await work(deps, { ...place, shardId }, signal);
  await settleBackfill(deps, place.backfillId);
  await scheduleSlices(deps, place.databaseId);
}

type Ended = SliceOutcome | "not-ours" | "failed";

async function work(
  deps: Container,
  place: ShardPlace & { readonly shardId: string },
  jobSignal: AbortSignal,
): Promise<Ended> {
  const { prisma } = deps;
  const owner = leaseOwner(newId());
  const limits = sliceLimits(
    await readAdmission(prisma, place.databaseId),
    deps.targets.engine(place.dialect).capabilities,
  );
  const taken = await takeShardLease(prisma, place, owner, limits);
  if (!taken) {
    await forgetNudge(prisma, place.shardId);
    return "not-ours";
  }
  return await underLease(deps, place, { owner, taken, jobSignal });
}

async function underLease(
  deps: Container,
  { backfillId, shardId }: ShardPlace & { readonly shardId: string },
  { owner, taken, jobSignal }: { readonly owner: string; readonly taken: TakenShard; readonly jobSignal: AbortSignal },
): Promise<Ended> {
  const { prisma } = deps;
  await using lease = keepLease(owner, deps.log, {
    renew: () => renewShardLease(prisma, shardId, owner),
    release: () => releaseShardLease(prisma, shardId, owner),
  });
  const backfill = await findBackfill(prisma, backfillId);
  const shard = backfill?.shards.find((it) => it.id === shardId);
  if (!backfill || !shard) return "not-ours";
  const signal = AbortSignal.any([lease.lost, jobSignal]);
  const endsAt = performance.now() + SLICE_MS;
  const part = { backfill, shard, floor: taken.epoch, lease, signal, endsAt };
  try {
    return await onTarget(deps, part, taken.state);
  } catch (error) {
    return await answerFailure(deps, part, error);
  }
}

async function onTarget(
  deps: Container,
  part: Omit<Slice, "connect" | "monitor" | "checkpoint">,
  state: "open" | "written",
): Promise<Ended> {
  const { backfill, shard } = part;
  const connect = () =>
    deps.targets.open(backfill.databaseId, {
      applicationName: `sluice:${backfill.id}:${shard.shardNo}`,
      statementTimeoutMs: 0,
    });
  await using monitor = await connect();
  try {
    const checkpoint = await checkpointOf(deps, monitor, part);
    const slice: Slice = { ...part, connect, monitor, checkpoint };
    if (state === "open") {
      const written = await writeSlice(deps, slice);
      if (written !== "done") return written;
    }
    return await verifySlice(deps, slice);
  } catch (error) {
    throw asDomainError(monitor, error);
  }
}

async function checkpointOf(
  deps: Container,
  { engine, connection }: OpenTarget,
  { backfill, shard }: Pick<Slice, "backfill" | "shard">,
) {
  const all = await engine.backfill.checkpoints(connection, backfill.spec.runId);
  await noteCheckpoints(deps, backfill, all);
  const checkpoint = all.find((it) => it.shardNo === shard.shardNo);
  if (checkpoint) return checkpoint;
  throw new DomainError(
    "target-changed",
    `The checkpoint of range ${shard.shardNo} is not in the database any more: was it restored from a backup, or copied? Nothing was changed.`,
  );
}

/** What fails before or beside a batch. Whatever may pass by itself is tried again soon. */
function asDomainError({ engine }: OpenTarget, error: unknown): unknown {
  if (error instanceof DomainError || isControlDatabaseError(error)) return error;
  const { code, message } = engine.errors.describe(error);
  const kind = engine.errors.classify(error);
  const passes = ["connection", "crowded", "conflict", "lock-wait", "too-slow", "cancelled"].includes(kind);
  const as = passes ? "target-unreachable" : "target-refused";
  return new DomainError(as, `The range could not be opened: ${message} (${code}). Nothing was changed.`, {
    cause: error,
    extra: { errorClass: kind },
  });
}
