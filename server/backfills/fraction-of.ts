import { overallFraction, type ShardProgress } from "#core/backfill/progress.ts";
import type { BackfillLayout } from "#core/engines/backfill-store.ts";
import { firstShardNo } from "./backfill-repository.ts";

/** Share that is done of the pass that is under way, also of ranges that were cut since it began. */
export function fractionOf(
  shards: readonly (ShardProgress & { readonly shardNo: number })[],
  layout: BackfillLayout,
): number {
  const first = firstShardNo(layout);
  return overallFraction(shards.filter(({ shardNo }) => shardNo >= first));
}
