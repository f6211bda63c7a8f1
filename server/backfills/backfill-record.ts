import type { BackfillState } from "#core/domain/backfill-state.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";

/** A shard with its lease and the copy of its figures; the truth about how far it is, is in the target. */
export interface ShardRecord {
  readonly id: string;
  readonly shardNo: number;
  /** `written`: all its rows are written, and are being verified. */
  readonly state: "open" | "written" | "done";
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
  readonly rowsSkipped: number;
  readonly retries: number;
  readonly lockWaits: number;
  readonly errors: number;
  readonly lastError: string | null;
  readonly lo: string;
  readonly pos: string;
  readonly hi: string;
  readonly committedAt: Date | null;
  /** Where its verification stands; `null`: not begun. */
  readonly verifyPos: string | null;
  readonly rowsVerified: number;
  readonly rowsDiffering: number;
  readonly differingKeys: readonly string[];
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
  /** Share of the time that a slice works, 5 to 100. */
  readonly speed: number;
  readonly maxSlices: number | null;
  readonly skipLimit: number;
  /** 1: each shard is verified right after it was written. 2: all of it once more, as the gate. */
  readonly round: number;
  readonly rowEstimate: number | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly shards: readonly ShardRecord[];
}
