"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { formatCompact, formatCount, formatPercent } from "#components/data/figures.ts";
import { cn } from "#components/ui/cn.ts";
import type { Backfill } from "#contracts/rollout.ts";
import { type BarSegment, barSegments, countShards, type PartTone, type ShardCounts } from "./bar-segments.ts";

const LEAST_PX = 3;
/** Before it has been measured, such as on the server. */
const USUAL_PX = 800;

const FILLS: Record<PartTone, string> = {
  done: "bg-success",
  verifying: "bg-success/45",
  running: "bg-primary",
  written: "bg-primary/60",
  rest: "bg-muted",
};

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(USUAL_PX);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, width };
}

function segmentTitle({ shards, rowsSkipped }: BarSegment): string {
  const [shard] = shards;
  const aside = rowsSkipped > 0 ? `, ${formatCount(rowsSkipped)} rows set aside` : "";
  if (!shard) return "";
  if (shards.length > 1) return `${shards.length} shards, ${countShards(shards).done} of them done${aside}`;
  const at = shard.worker ? `, held by ${shard.worker}` : "";
  return `Shard ${shard.shardNo}: ${formatPercent(shard.state === "open" ? shard.fraction : 1)} written, ${formatCount(
    shard.rowsScanned,
  )} rows read${at}${aside}`;
}

function Segment({ segment, isMoving }: { segment: BarSegment; isMoving: boolean }) {
  return (
    <div
      title={segmentTitle(segment)}
      className="relative flex h-full min-w-0.5 bg-muted"
      style={{ flexGrow: segment.share, flexBasis: 0 }}
    >
      {segment.parts.map(({ tone, share }) => (
        <div
          key={tone}
          className={cn(
            "h-full transition-[width] duration-300 ease-out",
            FILLS[tone],
            isMoving && tone === "running" && "animate-flow",
          )}
          style={{ width: `${share * 100}%` }}
        />
      ))}
      {segment.rowsSkipped > 0 ? (
        <span aria-hidden className="absolute inset-x-0 bottom-0 h-1 bg-danger shadow-[0_-1px_0_var(--card)]" />
      ) : null}
    </div>
  );
}

const LEGEND: readonly { readonly of: keyof ShardCounts; readonly word: string; readonly fill: string }[] = [
  { of: "done", word: "done", fill: FILLS.done },
  { of: "verifying", word: "verifying", fill: FILLS.verifying },
  { of: "running", word: "running", fill: FILLS.running },
  { of: "begun", word: "begun", fill: FILLS.written },
  { of: "waiting", word: "waiting", fill: "bg-muted border border-border-strong" },
];

/** How many shards are at what; the words that stand for the colours. */
function Legend({ shards }: { shards: Backfill["shards"] }) {
  const counts = countShards(shards);
  const aside = shards.reduce((total, it) => total + it.rowsSkipped, 0);
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 pt-1.5 text-xs text-muted-foreground nums">
      <span className="text-foreground">
        {shards.length === 1 ? "One shard" : `${shards.length} shards`} by key range:
      </span>
      {LEGEND.filter(({ of }) => counts[of] > 0).map(({ of, word, fill }) => (
        <span key={of} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={cn("size-2.5 rounded-xs", fill)} />
          {counts[of]} {word}
        </span>
      ))}
      {aside > 0 ? (
        <span className="inline-flex items-center gap-1.5 text-danger-ink">
          <span aria-hidden className="h-1 w-2.5 bg-danger" />
          {formatCompact(aside)} {aside === 1 ? "row" : "rows"} set aside
        </span>
      ) : null}
    </p>
  );
}

/** One bar in the order of keys: a segment a shard, as wide as its share of the table, filled as far as it is. */
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
  const { box, width } = useWidth();
  const fresh = useMemo(
    () => (shards.length === 1 ? shards.map((it) => ({ ...it, fraction: Math.max(fraction, it.fraction) })) : shards),
    [shards, fraction],
  );
  const segments = useMemo(() => barSegments(fresh, width, LEAST_PX), [fresh, width]);
  return (
    <div>
      <div
        ref={box}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(Math.min(1, fraction) * 1000) / 10}
        className={cn(
          "flex h-5 w-full overflow-hidden rounded-md border bg-muted",
          // With many shards the gaps would be more than what they part.
          segments.length <= 120 && "gap-px bg-border-strong",
        )}
      >
        {segments.map((segment) => (
          <Segment key={segment.shards[0]?.shardNo} segment={segment} isMoving={isMoving} />
        ))}
      </div>
      {shards.length > 0 ? <Legend shards={shards} /> : null}
    </div>
  );
}
