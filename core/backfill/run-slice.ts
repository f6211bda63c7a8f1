import { restAfter } from "./rest-after.ts";
import type { Shard } from "./shard.ts";
import type { Batch, Piece, SliceHost } from "./slice-host.ts";

export type SliceOutcome = "done" | "stopped" | "time-up" | "fenced";

/**
 * Works on a shard for a while, batch by batch, and says why it ended.
 * @throws DomainError where the shard cannot go on; everything before has committed.
 */
export async function runSlice<P extends Piece = Batch>(
  shard: Shard<P>,
  host: SliceHost<P>,
  { sliceMs, signal }: { readonly sliceMs: number; readonly signal: AbortSignal },
): Promise<SliceOutcome> {
  // Time ends no row of failures: its counting would begin anew, and it would never be given up.
  for (const endsAt = host.now() + sliceMs; host.now() < endsAt || shard.isFailing; ) {
    if (signal.aborted || !(await host.mayContinue())) return "stopped";
    const attempt = await shard.attempt(await host.settings(), signal);
    switch (attempt.kind) {
      case "fenced":
        return "fenced";
      case "cancelled":
        return "stopped";
      case "reclaimed":
        break;
      case "failed":
        await host.failed(attempt.failure);
        await host.pace(() => attempt.failure.waitMs);
        break;
      case "batch":
        await host.progressed(attempt.batch);
        if (attempt.batch.last) return "done";
        await rest(shard, host, attempt.batch);
    }
  }
  return "time-up";
}

async function rest<P extends Piece>(shard: Shard<P>, host: SliceHost<P>, piece: P): Promise<void> {
  const random = host.random();
  await host.pace((settings) => Math.max(restAfter(piece, settings, random), shard.leastPauseMs(piece.ms)));
}
