import type { BackfillState } from "#core/domain/backfill-state.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";

/** A shard with its lease and the copy of its figures; the truth about how far it is, is in the target. */
export interface ShardRecord {
  readonly id: string;
  readonly shardNo: number;
  readonly state: "open" | "done";
  readonly rowEstimate: number | null;
  readonly owner: string | null;
  readonly leaseUntil: Date;
  readonly heartbeatAt: Date | null;
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

export interface BackfillRecord {
  readonly id: string;
  readonly runId: string;
  readonly rolloutId: string;
  readonly migrationId: string;
  readonly databaseId: string;
  readonly dialect: Dialect;
  readonly stepRunId: string;
  readonly stepId: StepId;
  readonly state: BackfillState;
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
  readonly statement: string;
  readonly batchSize: number | null;
  readonly pauseMs: number;
  readonly rowEstimate: number | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly shards: readonly ShardRecord[];
}
