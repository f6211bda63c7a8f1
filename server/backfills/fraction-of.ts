import { overallFraction, type ShardProgress } from "#core/backfill/progress.ts";
import type { BackfillLayout } from "#core/engines/backfill-store.ts";

/** Share that is done of the pass that is under way: shards of a pass before it are all done. */
export function fractionOf(
  shards: readonly (ShardProgress & { readonly shardNo: number })[],
  layout: BackfillLayout,
): number {
  const current = new Set(layout.shards.map((shard) => shard.shardNo));
  return overallFraction(shards.filter((shard) => current.has(shard.shardNo)));
}
