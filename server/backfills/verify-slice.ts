import { lastShardOf, openVerification } from "#core/backfill/open-verification.ts";
import { runSlice, type SliceOutcome } from "#core/backfill/run-slice.ts";
import type { ComparedPage } from "#core/backfill/slice-host.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { ShardCheckpoint } from "#core/engines/backfill-store.ts";
import { NO_KEY } from "#core/engines/key-text.ts";
import type { Container } from "#server/container.ts";
import type { BackfillRecord, ShardRecord } from "./backfill-record.ts";
import { findBackfill } from "./backfill-repository.ts";
import { noteCheckpoints } from "./note-checkpoints.ts";
import { noteWaiting } from "./note-waiting.ts";
import type { Slice } from "./slice.ts";
import { VerificationRecorder } from "./verification-recorder.ts";
import { watchIntent } from "./watch-intent.ts";

/** Compares the rows of a written range with what should be there, where it was left; `done`: all of it was compared. */
export async function verifySlice(deps: Container, slice: Slice): Promise<SliceOutcome> {
  const now = await readNow(deps, slice);
  if (!now) return "fenced";
  const { backfill, shard, range } = now;
  const recorder = new VerificationRecorder(deps, { backfill, shard, owner: slice.lease.owner });
  await noteWaiting(deps, backfill.id, null);
  using intent = await watchIntent(deps, backfill, "reading");
  await using verification = openVerification({
    engine: slice.monitor.engine,
    connect: async () => (await slice.connect()).connection,
    spec: backfill.spec,
    layout: backfill.layout,
    from: shard.verifyPos ?? range.lo,
    hi: range.hi,
    now: () => performance.now(),
    random: Math.random,
  });
  const host = {
    now: () => performance.now(),
    random: Math.random,
    mayContinue: intent.mayContinue,
    settings: intent.settings,
    pace: intent.pace,
    progressed: (page: ComparedPage) => recorder.progressed(page),
    failed: (attempt: Parameters<VerificationRecorder["failed"]>[0]) => recorder.failed(attempt),
  };
  try {
    const { signal, endsAt } = slice;
    const outcome = await runSlice(verification, host, { sliceMs: endsAt - performance.now(), signal });
    await recorder.flush();
    return outcome;
  } catch (error) {
    await recorder.flush(error instanceof DomainError ? error.message : null);
    throw error;
  }
}

interface Now {
  readonly backfill: BackfillRecord;
  readonly shard: ShardRecord;
  readonly range: Pick<ShardCheckpoint, "lo" | "hi">;
}

/** The rows may be newer than the slice: it has just written the range. `null`: it is not to be compared now. */
async function readNow(deps: Container, slice: Slice): Promise<Now | null> {
  const { engine, connection } = slice.monitor;
  const backfill = await findBackfill(deps.prisma, slice.backfill.id);
  const shard = backfill?.shards.find((it) => it.id === slice.shard.id);
  if (!backfill || shard?.state !== "written") return null;
  const all = await engine.backfill.checkpoints(connection, backfill.spec.runId);
  await noteCheckpoints(deps, backfill, all);
  const checkpoint = all.find((it) => it.shardNo === shard.shardNo);
  if (checkpoint?.state !== "done") return null;
  const isToTheEnd = backfill.round > 1 && lastShardOf(all).shardNo === shard.shardNo;
  return { backfill, shard, range: { lo: checkpoint.lo, hi: isToTheEnd ? NO_KEY : checkpoint.hi } };
}
