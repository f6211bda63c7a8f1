import { formatCount, formatPercent } from "#components/data/figures.ts";
import { cn } from "#components/ui/cn.ts";
import type { Backfill } from "#contracts/rollout.ts";

/** One bar by key position: a segment a shard, filled as far as it is. */
export function ShardBar({
  shards,
  fraction,
  isMoving,
  label,
}: {
  shards: Backfill["shards"];
  /** Of the whole; with one shard it is that shard's, and fresher. */
  fraction: number;
  isMoving: boolean;
  label: string;
}) {
  // A shard without rows, such as a tail in which nothing was born, has no width.
  const wide = shards.filter((shard) => weightOf(shard) > 0);
  const segments =
    wide.length > 1
      ? wide
      : [{ shardNo: 0, rowEstimate: 1, rowsScanned: 0, fraction, state: fraction >= 1 ? "done" : "open" } as const];
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(fraction * 1000) / 10}
      className="flex h-4 w-full gap-px overflow-hidden rounded-md bg-border"
    >
      {segments.map((shard) => (
        <div
          key={shard.shardNo}
          title={"worker" in shard ? shardTitle(shard) : undefined}
          className="h-full min-w-1 bg-muted"
          style={{ flexGrow: weightOf(shard), flexBasis: 0 }}
        >
          <div
            className={cn(
              "h-full transition-[width] duration-300 ease-out",
              shard.state === "done" ? "bg-success" : "bg-primary",
              isMoving && shard.state !== "done" && "animate-flow",
            )}
            style={{ width: `${Math.min(1, shard.state === "done" ? 1 : shard.fraction) * 100}%` }}
          />
        </div>
      ))}
    </div>
  );
}

const weightOf = ({ rowEstimate, rowsScanned }: Pick<Backfill["shards"][number], "rowEstimate" | "rowsScanned">) =>
  Math.max(rowEstimate ?? 0, rowsScanned);

const shardTitle = (shard: Backfill["shards"][number]) =>
  `Shard ${shard.shardNo}: ${formatPercent(shard.fraction)}, ${formatCount(shard.rowsScanned)} rows read${
    shard.worker ? `, held by ${shard.worker}` : ""
  }`;
