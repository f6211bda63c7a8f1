"use client";

import { useMemo } from "react";
import { formatCompact, formatDuration } from "#components/data/figures.ts";
import { ScatterChart, type ScatterGroup } from "#components/data/scatter-chart.tsx";
import type { Sample } from "#contracts/rollout.ts";

const point = ({ batchRows, batchMs }: Sample) => ({ x: batchRows, y: batchMs });
const hadTrouble = (it: Sample): boolean => it.lockWaits > 0 || it.retries > 0 || it.errors > 0;

/** Newest tenth, at least this many. */
const NEWEST = 20;

function groupsOf(samples: readonly Sample[]): readonly ScatterGroup[] {
  const worked = samples.filter((it) => it.batches > 0);
  const calm = worked.filter((it) => !hadTrouble(it));
  const newest = Math.max(NEWEST, Math.ceil(calm.length / 10));
  return [
    { label: "earlier", color: 1, isFaint: true, points: calm.slice(0, -newest).map(point) },
    { label: "newest", color: 1, points: calm.slice(-newest).map(point) },
    { label: "with lock waits, retries or errors", color: 5, points: worked.filter(hadTrouble).map(point) },
  ];
}

/** How long batches take for their size: whether smaller ones would hold locks for a shorter time. */
export function BatchScatter({ samples }: { samples: readonly Sample[] }) {
  const groups = useMemo(() => groupsOf(samples), [samples]);
  return (
    <ScatterChart
      label="Duration of a batch by its size"
      xLabel="rows a batch"
      formatX={formatCompact}
      formatY={formatDuration}
      groups={groups}
      height={180}
    />
  );
}
