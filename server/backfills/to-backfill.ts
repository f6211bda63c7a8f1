import type { Backfill, Sample } from "#contracts/rollout.ts";
import { estimateEta, rateNow } from "#core/backfill/estimate-eta.ts";
import { rowsLeft, sharesOf } from "#core/backfill/progress.ts";
import { asTimeline } from "#core/backfill/timeline.ts";
import type { BackfillState } from "#core/domain/backfill-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import { fromOrderedJson } from "#server/json-column.ts";
import type { Admission } from "#server/throttle/read-admission.ts";
import { workerOfLease } from "#server/worker-name.ts";
import type { ShardRecord } from "./backfill-record.ts";
import { firstShardNo, toShardRecord } from "./backfill-repository.ts";
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
  readonly speed: number;
  readonly maxSlices: number | null;
  readonly skipLimit: number;
  readonly round: number;
  readonly rowEstimate: bigint | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly shards: readonly Parameters<typeof toShardRecord>[0][];
}

/** What is not in the backfill's own rows. */
export interface BackfillSurroundings {
  /** Its own, oldest first. */
  readonly samples: readonly Sample[];
  /** What its database allows now; `null` where nobody asked, as for one that has ended. */
  readonly admission: Admission | null;
  /** Slices that the engine bears at once; `null`: no limit of its own. */
  readonly maxConcurrentSlices?: number | null;
  readonly now: Date;
}

/** A backfill as people see it. */
export function toBackfill(row: BackfillRow, stepId: StepId, around: BackfillSurroundings): Backfill {
  const { samples, now } = around;
  const spec = fromOrderedJson<BackfillSpec>(row.spec);
  const layout = fromOrderedJson<BackfillLayout>(row.layout);
  const { key } = layout;
  const shards = row.shards.map(toShardRecord);
  const sum = (figure: Figure) => shards.reduce((total, shard) => total + shard[figure], 0);
  const fraction = fractionOf(shards, layout);
  const rowEstimate = row.rowEstimate === null ? null : Number(row.rowEstimate);
  const isRunning = row.state === "running" || row.state === "pausing";
  const stage = stageOf(row, shards);
  const timeline = asTimeline(samples);
  const recent = asTimeline(samples.filter((sample) => now.getTime() - sample.at < RATE_AGE_MS));
  const left = rowsLeft(fraction, sum("rowsScanned"), rowEstimate);
  const shares = sharesOf(shards);
  return {
    id: row.id,
    stepId,
    table: spec.table.schema ? `${spec.table.schema}.${spec.table.name}` : spec.table.name,
    statement: row.statement,
    key: `${key.columns.map((column) => column.name).join(", ")} (${key.source})`,
    state: row.state,
    settings: settingsOf(row),
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
    eta: isRunning && stage === "writing" && fraction < 1 ? estimateEta(timeline, left) : null,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    stage,
    ...paceOf(row, shards, around),
    lastCommitAt: newestOf(shards)?.toISOString() ?? null,
    rowsSkipped: sum("rowsSkipped"),
    rowsVerified: sum("rowsVerified"),
    rowsDiffering: sum("rowsDiffering"),
    keepsOldValues: spec.keepOldValues ?? false,
    shards: shards.map((shard, index) => toShard(shard, shares[index] ?? 0, now)),
  };
}

type Figure =
  | "rowsScanned"
  | "rowsChanged"
  | "rowsSkipped"
  | "rowsVerified"
  | "rowsDiffering"
  | "batches"
  | "retries"
  | "lockWaits"
  | "errors";

const settingsOf = ({ batchSize, pauseMs, speed, maxSlices, skipLimit }: BackfillRow): Backfill["settings"] => ({
  batchSize,
  pauseMs,
  speed,
  maxSlices,
  skipLimit,
});

function stageOf(row: BackfillRow, shards: readonly ShardRecord[]): Backfill["stage"] {
  if (row.round > 1) return "final verification";
  const first = firstShardNo(fromOrderedJson<BackfillLayout>(row.layout));
  const pass = shards.filter(({ shardNo }) => shardNo >= first);
  return pass.length === 0 || pass.some(({ state }) => state === "open") ? "writing" : "verifying";
}

/** How fast it goes after all that slows it, why, and in how many slices. */
function paceOf(
  row: BackfillRow,
  shards: readonly ShardRecord[],
  { admission, maxConcurrentSlices, now }: BackfillSurroundings,
): Pick<Backfill, "effectiveSpeed" | "reasons" | "slices"> {
  const working = shards.filter(({ leaseUntil }) => leaseUntil > now).length;
  const isRunning = row.state === "running";
  const limits = [row.maxSlices, maxConcurrentSlices ?? null, admission ? admission.slices : null];
  const allowed = Math.min(...limits.flatMap((limit) => (limit === null ? [] : [limit])), shards.length);
  const speed = isRunning ? (row.speed / 100) * (admission?.speed ?? 1) : 0;
  return {
    effectiveSpeed: Math.min(1, Math.max(0, speed)),
    reasons: isRunning ? [...(admission?.reasons ?? [])] : [],
    slices: { working, allowed: Math.max(working, allowed) },
  };
}

const newestOf = (shards: readonly ShardRecord[]): Date | null =>
  shards.reduce<Date | null>(
    (newest, { committedAt }) => (committedAt && (!newest || committedAt > newest) ? committedAt : newest),
    null,
  );

const toShard = (shard: ShardRecord, share: number, now: Date): Backfill["shards"][number] => ({
  shardNo: shard.shardNo,
  state: shard.state,
  fraction: shard.state === "open" ? Math.min(1, Math.max(0, shard.fraction)) : 1,
  share,
  lo: shard.lo,
  pos: shard.pos,
  hi: shard.hi,
  rowsSkipped: shard.rowsSkipped,
  rowsVerified: shard.rowsVerified,
  rowsDiffering: shard.rowsDiffering,
  differingKeys: [...shard.differingKeys],
  batchSize: shard.batchSize,
  rowEstimate: shard.rowEstimate,
  rowsScanned: shard.rowsScanned,
  rowsChanged: shard.rowsChanged,
  worker: shard.owner && shard.leaseUntil > now ? workerOfLease(shard.owner) : null,
  heartbeatAt: shard.heartbeatAt?.toISOString() ?? null,
  epoch: shard.epoch.toString(),
  lastError: shard.lastError,
});
