import { type OpenShard, openShard } from "#core/backfill/open-shard.ts";
import { runSlice, type SliceOutcome } from "#core/backfill/run-slice.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import { assertBelowSkipLimit } from "./assert-below-skip-limit.ts";
import { noteCheckpoints } from "./note-checkpoints.ts";
import { noteWaiting } from "./note-waiting.ts";
import { retryHotRows } from "./retry-hot-rows.ts";
import { countsOf, markShardWritten, renewShardLease } from "./shard-repository.ts";
import type { Slice } from "./slice.ts";
import { SliceRecorder } from "./slice-recorder.ts";
import { watchIntent } from "./watch-intent.ts";

/** Writes batches of a range until its time is up, something stops it, or (`done`) all its rows are written. */
export async function writeSlice(deps: Container, slice: Slice): Promise<SliceOutcome> {
  await using claimed = await openShard(requestOf(deps, slice));
  if (!claimed) return await noteWritten(deps, slice);
  await noteWaiting(deps, slice.backfill.id, null);
  await retryHotRows(deps, slice);
  const outcome = await runBatches(deps, slice, claimed);
  if (outcome !== "done") return outcome;
  await retryHotRows(deps, slice);
  return await noteWritten(deps, slice);
}

function requestOf(deps: Container, slice: Slice): Parameters<typeof openShard>[0] {
  const { backfill, shard, lease, floor, monitor } = slice;
  return {
    engine: monitor.engine,
    connect: async () => (await slice.connect()).connection,
    spec: backfill.spec,
    layout: backfill.layout,
    shardNo: shard.shardNo,
    floor,
    worker: lease.owner,
    batchSize: shard.batchSize,
    now: () => performance.now(),
    random: Math.random,
    isStillOurs: async () => !lease.lost.aborted && (await renewShardLease(deps.prisma, shard.id, lease.owner)),
    noted: (checkpoints) => noteCheckpoints(deps, backfill, checkpoints),
    freed: (owner) => noteFreed(deps, slice, owner),
  };
}

async function noteFreed({ prisma, log }: Container, { backfill, shard }: Slice, owner: string): Promise<void> {
  const message = `Ended session ${owner}: it held the checkpoint of range ${shard.shardNo} although its worker's lease had run out. What it had not committed was undone`;
  log.warn({ backfillId: backfill.id, shardNo: shard.shardNo, owner }, "a session of a lost worker was ended");
  const event = { byName: SYSTEM.name, kind: "backfill.owner_ended", message, stepId: backfill.stepId };
  await addRunEvent(prisma, backfill.runId, { ...event, severity: "warning" });
}

async function runBatches(deps: Container, slice: Slice, claimed: OpenShard): Promise<SliceOutcome> {
  const { signal, endsAt } = slice;
  using intent = await watchIntent(deps, slice.backfill, "writing");
  const recorder = new SliceRecorder(deps, slice, claimed);
  await recorder.flush();
  const host = {
    now: () => performance.now(),
    random: Math.random,
    mayContinue: intent.mayContinue,
    settings: intent.settings,
    pace: intent.pace,
    progressed: async (batch: Parameters<SliceRecorder["progressed"]>[0]) => {
      await recorder.progressed(batch);
      if (batch.poison > 0) await assertBelowSkipLimit(deps, slice);
    },
    failed: (attempt: Parameters<SliceRecorder["failed"]>[0]) => recorder.failed(attempt),
  };
  try {
    const outcome = await runSlice(claimed, host, { sliceMs: endsAt - performance.now(), signal });
    await recorder.flush();
    return outcome;
  } catch (error) {
    await recorder.flush(error instanceof DomainError ? error.message : null);
    throw error;
  }
}

/** The target has the last word on whether a range is complete, also for a worker that died before it could say so. */
async function noteWritten(deps: Container, { backfill, shard, monitor }: Slice): Promise<SliceOutcome> {
  const { engine, connection } = monitor;
  const all = await engine.backfill.checkpoints(connection, backfill.spec.runId);
  // A range that was cut off this one must be known before this one counts as complete.
  await noteCheckpoints(deps, backfill, all);
  const checkpoint = all.find((it) => it.shardNo === shard.shardNo);
  if (checkpoint?.state !== "done") return "fenced";
  await markShardWritten(deps.prisma, shard.id, countsOf(checkpoint));
  return "done";
}
