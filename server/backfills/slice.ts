import type { ShardCheckpoint } from "#core/engines/backfill-store.ts";
import type { KeptLease } from "#server/keep-lease.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import type { BackfillRecord, ShardRecord } from "./backfill-record.ts";

/** A worker's turn at a shard, under its lease. */
export interface Slice {
  /** As it was when the lease was taken. */
  readonly backfill: BackfillRecord;
  readonly shard: ShardRecord;
  /** Highest epoch that the control database has seen. */
  readonly floor: bigint;
  readonly lease: KeptLease;
  /** Aborts when the lease is lost or the job is cancelled. */
  readonly signal: AbortSignal;
  /** By the monotonic clock: another turn follows. */
  readonly endsAt: number;
  /** A direct session of its own. */
  connect(): Promise<OpenTarget>;
  /** For display, and for what is asked beside the batches. */
  readonly monitor: OpenTarget;
  /** The target's own, read when the turn began. */
  readonly checkpoint: ShardCheckpoint;
}
