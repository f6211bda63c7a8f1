"use client";

import { useMemo } from "react";
import { formatCompact, formatDuration } from "#components/data/figures.ts";
import { LineChart } from "#components/data/line-chart.tsx";
import type { Sample } from "#contracts/rollout.ts";
import { bucketSamples } from "./bucket-samples.ts";

const perSecond = (rows: number) => `${formatCompact(rows)}/s`;

/** How fast it goes and how long batches take, over one time axis; pauses have a grey ground. */
export function BackfillCharts({ samples }: { samples: readonly Sample[] }) {
  const series = useMemo(() => bucketSamples(samples), [samples]);
  if (series.at.length === 0) {
    return (
      <p className="rounded-md border border-dashed px-4 py-8 text-center text-[0.8125rem] text-muted-foreground">
        The charts begin with the first batch.
      </p>
    );
  }
  return (
    <div className="grid min-w-0 gap-x-6 gap-y-4 md:grid-cols-2">
      <LineChart
        label="Rows read per second"
        at={series.at}
        series={[{ label: "Rows/s", values: series.rowsPerSecond, color: 1, hasArea: true }]}
        shaded={series.idle}
        format={perSecond}
      />
      <LineChart
        label="Duration of a batch"
        at={series.at}
        series={[
          { label: "mean", values: series.batchMs, color: 2 },
          { label: "longest", values: series.batchMaxMs, color: 3 },
        ]}
        shaded={series.idle}
        format={formatDuration}
      />
    </div>
  );
}
