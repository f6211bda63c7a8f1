"use client";

import { useId, useMemo, useState } from "react";
import { formatCompact, formatDuration } from "#components/data/figures.ts";
import { LineChart } from "#components/data/line-chart.tsx";
import type { ChartBand } from "#components/data/line-options.ts";
import { Button } from "#components/ui/button.tsx";
import type { Sample } from "#contracts/rollout.ts";
import type { JudgedReading, SignalSample, Slowdown } from "#contracts/throttle.ts";
import { BatchScatter } from "./batch-scatter.tsx";
import { bucketSamples } from "./bucket-samples.ts";
import { HoveredReasons } from "./hovered-reasons.tsx";
import { shadings } from "./shadings.ts";
import { SignalRow } from "./signal-row.tsx";
import { signalSeries } from "./signal-series.ts";

export interface Signals {
  readonly readings: readonly JudgedReading[];
  readonly samples: readonly SignalSample[];
  readonly slowdowns: readonly Slowdown[];
}

const NO_SIGNALS: Signals = { readings: [], samples: [], slowdowns: [] };
/** Rows before somebody asks for the others: those that are worst or nearest to their limit. */
const FIRST_SIGNALS = 5;

const perSecond = (rows: number) => `${formatCompact(rows)}/s`;

/** Lines for the charts: made anew only when their figures are. */
function useLines(samples: readonly Sample[], slowdowns: readonly Slowdown[]) {
  return useMemo(() => {
    const series = bucketSamples(samples);
    const from = samples.reduce((least, it) => Math.min(least, it.at - it.ms), Number.POSITIVE_INFINITY);
    const open = slowdowns.some((it) => it.until === null);
    const newest = samples.reduce((most, it) => Math.max(most, it.at), 0);
    const to = Math.max(newest, open ? Date.now() : 0, ...slowdowns.map((it) => Date.parse(it.until ?? it.since)));
    const range = [from, to] as const;
    const bands: readonly ChartBand[] = [
      ...series.idle.map((it) => ({ ...it, tone: "idle" as const })),
      ...shadings(slowdowns, from, to),
    ];
    return {
      at: series.at,
      range,
      bands,
      throughput: [{ label: "Rows/s", values: series.rowsPerSecond, color: 1, hasArea: true }] as const,
      durations: [
        { label: "mean", values: series.batchMs, color: 2 },
        { label: "longest", values: series.batchMaxMs, color: 3 },
      ] as const,
      sizes: [{ label: "Rows", values: series.batchRows, color: 4 }] as const,
    };
  }, [samples, slowdowns]);
}

/** Throughput, signals against their limits, and batches, all below the same times; pauses have a ground. */
export function BackfillCharts({
  samples,
  signals = NO_SIGNALS,
}: {
  samples: readonly Sample[];
  signals?: Signals | undefined;
}) {
  const syncKey = useId();
  const [hoveredAt, setHoveredAt] = useState<number | null>(null);
  const [isWhole, setIsWhole] = useState(false);
  const lines = useLines(samples, signals.slowdowns);
  const rows = useMemo(
    () => signalSeries(signals.samples, signals.readings, signals.slowdowns),
    [signals.samples, signals.readings, signals.slowdowns],
  );
  if (lines.at.length === 0) {
    return (
      <p className="rounded-md border border-dashed px-4 py-8 text-center text-[0.8125rem] text-muted-foreground">
        The charts begin with the first batch.
      </p>
    );
  }
  const shared = { at: lines.at, range: lines.range, bands: lines.bands, syncKey };
  const shown = isWhole ? rows : rows.slice(0, FIRST_SIGNALS);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <HoveredReasons at={hoveredAt} slowdowns={signals.slowdowns} />
      <LineChart
        label="Rows read per second"
        {...shared}
        series={lines.throughput}
        format={perSecond}
        height={150}
        onHover={setHoveredAt}
      />
      {shown.map((it) => (
        <SignalRow key={it.key} signal={it} range={lines.range} bands={lines.bands} syncKey={syncKey} />
      ))}
      {rows.length > FIRST_SIGNALS ? (
        <Button size="xs" variant="ghost" className="self-start" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? "Fewer signals" : `${rows.length - FIRST_SIGNALS} more signals`}
        </Button>
      ) : null}
      <LineChart
        label="Duration of a batch"
        {...shared}
        series={lines.durations}
        format={formatDuration}
        height={120}
      />
      <LineChart isBare label="Size of batches" {...shared} series={lines.sizes} format={formatCompact} height={56} />
      <BatchScatter samples={samples} />
    </div>
  );
}
