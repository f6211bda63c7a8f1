import type { Shard } from "./shard.ts";
import type { SliceHost } from "./slice-host.ts";

export type SliceOutcome = "done" | "stopped" | "time-up" | "fenced";

/**
 * Works on a shard for a while, batch by batch, and says why it ended.
 * @throws DomainError where the shard cannot go on; everything before has committed.
 */
export async function runSlice(
  shard: Shard,
  host: SliceHost,
  { sliceMs, signal }: { readonly sliceMs: number; readonly signal: AbortSignal },
): Promise<SliceOutcome> {
  // Time ends no row of failures: its counting would begin anew, and it would never be given up.
  for (const endsAt = host.now() + sliceMs; host.now() < endsAt || shard.isFailing; ) {
    if (signal.aborted || !(await host.mayContinue())) return "stopped";
    const settings = await host.settings();
    const attempt = await shard.attempt(settings, signal);
    switch (attempt.kind) {
      case "fenced":
        return "fenced";
      case "cancelled":
        return "stopped";
      case "failed":
        await host.failed(attempt.failure);
        await host.pace(attempt.failure.waitMs);
        break;
      case "batch":
        await host.progressed(attempt.batch);
        if (attempt.batch.last) return "done";
        await host.pace(Math.max(settings.pauseMs, shard.leastPauseMs(attempt.batch.ms)));
    }
  }
  return "time-up";
}
