import type { ReasonCode } from "#core/domain/signal.ts";
import type { Capabilities } from "#core/engines/engine.ts";
import type { Admission } from "#server/throttle/read-admission.ts";

/** Slices at once on a database: of those that write, and of those that only compare. Both count together. */
export interface SliceLimits {
  readonly writing: number;
  readonly reading: number;
}

/** What only writing makes worse: comparing rows may go on beside it. */
const OF_WRITING: readonly ReasonCode[] = [
  "replica_lag",
  "replica_bytes",
  "replica_missing",
  "wal_slot",
  "wal_archive",
  "disk_free",
  "checkpoint_pressure",
];

/** Whether rows may be compared now: that obeys load, holds and windows, but neither lag nor WAL. */
export const mayRead = ({ reasons }: Pick<Admission, "reasons">): boolean =>
  reasons.every(({ effect, code }) => effect !== "stop" || OF_WRITING.includes(code));

export function sliceLimits(
  admission: Admission,
  { maxConcurrentSlices }: Pick<Capabilities, "maxConcurrentSlices">,
): SliceLimits {
  const most = maxConcurrentSlices ?? Number.MAX_SAFE_INTEGER;
  const writing = admission.mayRun ? Math.min(admission.slices, most) : 0;
  return { writing, reading: mayRead(admission) ? Math.max(1, writing) : 0 };
}
