import type { Backfill } from "#contracts/rollout.ts";

type Shard = Backfill["shards"][number];

/** How the server writes that a range has no bound. */
const NO_BOUND = "[]";

/**
 * Shards from the lowest key to the highest. Only the database can compare keys, and a split shard has a high number
 * and a low range: so each is followed by the one that begins where it ends. What is in no chain goes last.
 */
export function shardsInKeyOrder(shards: readonly Shard[]): readonly Shard[] {
  const byLow = new Map<string, Shard[]>();
  for (const shard of shards) byLow.set(shard.lo, [...(byLow.get(shard.lo) ?? []), shard]);
  const ordered = new Set<Shard>();
  let low: string | undefined = NO_BOUND;
  while (low !== undefined) {
    // A range without keys ends where it begins, and stands before the one that goes on.
    const here: readonly Shard[] = (byLow.get(low) ?? [])
      .filter((it) => !ordered.has(it))
      .toSorted((a, b) => Number(b.hi === low) - Number(a.hi === low));
    const next: Shard | undefined = here[0];
    if (next) ordered.add(next);
    low = next && (next.hi !== NO_BOUND || here.length > 1) ? next.hi : undefined;
  }
  return [...ordered, ...shards.filter((it) => !ordered.has(it)).toSorted((a, b) => a.shardNo - b.shardNo)];
}
