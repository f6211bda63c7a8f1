import type { Backfill, Sample } from "#contracts/rollout.ts";
import { estimateEta, rateNow } from "#core/backfill/estimate-eta.ts";
import { rowsLeft } from "#core/backfill/progress.ts";
import type { BackfillState } from "#core/domain/backfill-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import { fromOrderedJson } from "#server/json-column.ts";
import { workerOfLease } from "#server/worker-name.ts";
import type { ShardRecord } from "./backfill-record.ts";
import { toShardRecord } from "./backfill-repository.ts";
import { fractionOf } from "./fraction-of.ts";

/** Rates older than this are no rates of now. */
const RATE_AGE_MS = 15_000;

export interface BackfillRow {
  readonly id: string;
  readonly stepRunId: string;
  readonly state: BackfillState;
  readonly spec: unknown;
  readonly layout: unknown;
  readonly statement: string;
  readonly batchSize: number | null;
  readonly pauseMs: number;
  readonly rowEstimate: bigint | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly shards: readonly Parameters<typeof toShardRecord>[0][];
}

/** A backfill as people see it. `samples` are its own, oldest first. */
export function toBackfill(row: BackfillRow, stepId: StepId, samples: readonly Sample[], now: Date): Backfill {
  const { table } = fromOrderedJson<BackfillSpec>(row.spec);
  const layout = fromOrderedJson<BackfillLayout>(row.layout);
  const { key } = layout;
  const shards = row.shards.map(toShardRecord);
  const sum = (figure: Figure) => shards.reduce((total, shard) => total + shard[figure], 0);
  const fraction = fractionOf(shards, layout);
  const rowEstimate = row.rowEstimate === null ? null : Number(row.rowEstimate);
  const isRunning = row.state === "running" || row.state === "pausing";
  const recent = samples.filter((sample) => now.getTime() - sample.at < RATE_AGE_MS);
  const left = rowsLeft(fraction, sum("rowsScanned"), rowEstimate);
  return {
    id: row.id,
    stepId,
    table: table.schema ? `${table.schema}.${table.name}` : table.name,
    statement: row.statement,
    key: `${key.columns.map((column) => column.name).join(", ")} (${key.source})`,
    state: row.state,
    settings: { batchSize: row.batchSize, pauseMs: row.pauseMs },
    fraction,
    rowEstimate,
    rowsScanned: sum("rowsScanned"),
    rowsChanged: sum("rowsChanged"),
    batches: sum("batches"),
    retries: sum("retries"),
    lockWaits: sum("lockWaits"),
    errors: sum("errors"),
    rowsPerSecond: isRunning ? rateNow(recent) : null,
    batchSize: row.batchSize ?? shards.find((shard) => shard.state === "open")?.batchSize ?? null,
    eta: isRunning && fraction < 1 ? estimateEta(samples, left) : null,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    shards: shards.map((shard) => toShard(shard, now)),
  };
}

type Figure = "rowsScanned" | "rowsChanged" | "batches" | "retries" | "lockWaits" | "errors";

const toShard = (shard: ShardRecord, now: Date): Backfill["shards"][number] => ({
  shardNo: shard.shardNo,
  state: shard.state,
  fraction: shard.state === "done" ? 1 : Math.min(1, Math.max(0, shard.fraction)),
  rowEstimate: shard.rowEstimate,
  rowsScanned: shard.rowsScanned,
  rowsChanged: shard.rowsChanged,
  worker: shard.owner && shard.leaseUntil > now ? workerOfLease(shard.owner) : null,
  heartbeatAt: shard.heartbeatAt?.toISOString() ?? null,
  epoch: shard.epoch.toString(),
  lastError: shard.lastError,
});
