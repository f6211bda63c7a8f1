// A process that works through shards of a prepared backfill as a worker's slices do, and tells what it took.
import { openShard } from "#core/backfill/open-shard.ts";
import { runSlice } from "#core/backfill/run-slice.ts";
import type { SliceHost } from "#core/backfill/slice-host.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { withoutCheckpoint } from "./without-checkpoint.ts";

export interface ShardWork {
  readonly address: NetworkAddress;
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
  readonly shardNos: readonly number[];
  /** Leaves the checkpoint out of each batch, to measure what it costs. */
  readonly isBare: boolean;
}

export interface ShardWorkDone {
  readonly ms: number;
  readonly cpuMs: number;
  readonly changed: number;
  readonly batches: number;
}

/** As a slice of the worker. Without its checkpoint a range cannot be gone on with: then it is one long slice. */
const SLICE_MS = 20_000;
const LONG_MS = 3_600_000;

const engine = createEngine("postgresql", { postgresql: pgDriver, sqlite: sqliteDriver });

async function workThrough({ address, spec, layout, shardNos, isBare }: ShardWork): Promise<ShardWorkDone> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  let [changed, batches] = [0, 0];
  let batchSize: number | null = null;
  const connect = async (shardNo: number): Promise<Connection> => {
    const options = { applicationName: `sluice:${spec.runId}:${shardNo}`, statementTimeoutMs: 0 };
    const connection = await engine.connect(address, options);
    return isBare ? withoutCheckpoint(connection) : connection;
  };
  const host: SliceHost = {
    now: () => performance.now(),
    random: Math.random,
    mayContinue: async () => true,
    settings: async () => ({ batchSize: null, pauseMs: 0, duty: 1 }),
    pace: async () => undefined,
    failed: async () => undefined,
    progressed: async (batch) => {
      changed += batch.changed;
      batches += 1;
    },
  };
  for (const shardNo of shardNos) {
    for (let outcome = ""; outcome !== "done"; ) {
      const request = {
        engine,
        connect: () => connect(shardNo),
        spec,
        layout,
        shardNo,
        floor: 0n,
        worker: `bench-${process.pid}`,
      };
      await using shard = await openShard({ ...request, batchSize, now: host.now, random: host.random });
      if (!shard) break;
      outcome = await runSlice(shard, host, { sliceMs: isBare ? LONG_MS : SLICE_MS, signal: AbortSignal.any([]) });
      batchSize = shard.batchSize;
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - from, cpuMs: (user + system) / 1_000, changed, batches };
}

process.on("message", async (work: ShardWork) => {
  const done = await workThrough(work);
  process.send?.(done, () => process.exit(0));
});
process.send?.("ready");
