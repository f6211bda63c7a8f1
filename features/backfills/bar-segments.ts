import type { Backfill } from "#contracts/rollout.ts";
import { shardsInKeyOrder } from "./shards-in-key-order.ts";

type Shard = Backfill["shards"][number];

/** In the order in which they are drawn within a segment. */
export const PART_TONES = ["done", "verifying", "running", "written", "rest"] as const;
export type PartTone = (typeof PART_TONES)[number];

/** A piece of the bar: one shard, or neighbours that are too narrow to be seen alone. */
export interface BarSegment {
  readonly shards: readonly Shard[];
  /** Of the whole bar, 0 to 1. */
  readonly share: number;
  /** What it is filled with; the shares sum up to 1. */
  readonly parts: readonly { readonly tone: PartTone; readonly share: number }[];
  readonly rowsSkipped: number;
}

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** What a shard is filled with. `running`: a worker is at it; `written`: its rows so far, and nobody is at it. */
function partsOf(shard: Shard): Partial<Record<PartTone, number>> {
  if (shard.state === "done") return { done: 1 };
  if (shard.state === "written") {
    const verified = shard.rowsScanned > 0 ? within(shard.rowsVerified / shard.rowsScanned) : 0;
    return { done: verified, verifying: 1 - verified };
  }
  const fraction = within(shard.fraction);
  return { [shard.worker === null ? "written" : "running"]: fraction, rest: 1 - fraction };
}

function segmentOf(shards: readonly Shard[], share: number, weights: ReadonlyMap<Shard, number>): BarSegment {
  const sums: Record<PartTone, number> = { done: 0, verifying: 0, running: 0, written: 0, rest: 0 };
  for (const shard of shards) {
    const part = share > 0 ? (weights.get(shard) ?? 0) / share : 1 / shards.length;
    for (const [tone, filled] of Object.entries(partsOf(shard))) sums[tone as PartTone] += filled * part;
  }
  return {
    shards,
    share,
    parts: PART_TONES.map((tone) => ({ tone, share: sums[tone] })).filter((it) => it.share > 0),
    rowsSkipped: shards.reduce((total, it) => total + it.rowsSkipped, 0),
  };
}

/** What share each shard has of the bar. Those without rows have none, unless none has any. */
function weightsOf(shards: readonly Shard[]): ReadonlyMap<Shard, number> {
  const sum = shards.reduce((total, it) => total + Math.max(0, it.share), 0);
  return new Map(shards.map((it) => [it, sum > 0 ? Math.max(0, it.share) / sum : 1 / shards.length]));
}

/**
 * The bar in the order of keys. Shards that would be narrower than `leastPx` are drawn together with their neighbours,
 * so that a bar of hundreds of shards still shows where it is done.
 */
export function barSegments(shards: readonly Shard[], widthPx: number, leastPx: number): readonly BarSegment[] {
  const weights = weightsOf(shards);
  const wide = shardsInKeyOrder(shards).filter((it) => (weights.get(it) ?? 0) > 0);
  const groups: { shards: Shard[]; share: number }[] = [];
  for (const shard of wide) {
    const share = weights.get(shard) ?? 0;
    const last = groups.at(-1);
    if (last && last.share * widthPx < leastPx) {
      last.shards.push(shard);
      last.share += share;
    } else groups.push({ shards: [shard], share });
  }
  const tail = groups.at(-1);
  const before = groups.at(-2);
  if (tail && before && tail.share * widthPx < leastPx) {
    before.shards.push(...tail.shards);
    before.share += tail.share;
    groups.pop();
  }
  return groups.map((it) => segmentOf(it.shards, it.share, weights));
}

export interface ShardCounts {
  readonly done: number;
  readonly verifying: number;
  readonly running: number;
  /** Partly written, and nobody is at it now. */
  readonly begun: number;
  readonly waiting: number;
}

const isIdle = ({ state, worker }: Shard): boolean => state === "open" && worker === null;

export function countShards(shards: readonly Shard[]): ShardCounts {
  const count = (is: (shard: Shard) => boolean) => shards.filter(is).length;
  return {
    done: count((it) => it.state === "done"),
    verifying: count((it) => it.state === "written"),
    running: count((it) => it.state === "open" && it.worker !== null),
    begun: count((it) => isIdle(it) && it.fraction > 0),
    waiting: count((it) => isIdle(it) && it.fraction === 0),
  };
}
