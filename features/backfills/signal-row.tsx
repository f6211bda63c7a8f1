"use client";

import { useMemo } from "react";
import type { LineSeries } from "#components/data/line-chart.tsx";
import { LineChart } from "#components/data/line-chart.tsx";
import type { ChartBand, ChartLimit } from "#components/data/line-options.ts";
import { formatQuantity } from "../signal-words.ts";
import type { SignalSeries } from "./signal-series.ts";

const STANDING_INKS = {
  good: null,
  off: { word: "not asked", ink: "text-muted-foreground" },
  warn: { word: "warns", ink: "text-warning-ink" },
  slow: { word: "slows", ink: "text-warning-ink" },
  stop: { word: "stops", ink: "text-danger-ink" },
  unknown: { word: "unknown", ink: "text-danger-ink" },
  overridden: { word: "put aside", ink: "text-muted-foreground" },
} as const;

/** A signal as a line against its limits, below the same times as the other charts. */
export function SignalRow({
  signal,
  range,
  bands,
  syncKey,
}: {
  signal: SignalSeries;
  range: readonly [number, number];
  bands: readonly ChartBand[];
  syncKey: string;
}) {
  const { label, unit, reading, at, values } = signal;
  const { slow, stop } = signal.limit;
  const series = useMemo<readonly LineSeries[]>(
    () => [{ label, values, color: reading?.standing === "stop" ? 5 : reading?.standing === "slow" ? 3 : 1 }],
    [label, values, reading?.standing],
  );
  const limits = useMemo<readonly ChartLimit[]>(
    () => [
      ...(stop === null ? [] : [{ value: stop, tone: "stop" as const }]),
      ...(slow === null ? [] : [{ value: slow, tone: "slow" as const }]),
    ],
    [slow, stop],
  );
  const isWarning = reading?.kind === "warn" && reading.standing === "slow";
  const standing = reading ? STANDING_INKS[isWarning ? "warn" : reading.standing] : null;
  const told = [
    slow === null ? null : `slow ${formatQuantity(slow, unit)}`,
    stop === null ? null : `stop ${formatQuantity(stop, unit)}`,
  ].filter((it) => it !== null);
  return (
    <LineChart
      isBare
      label={label}
      at={at}
      series={series}
      format={(value) => formatQuantity(value, unit)}
      height={50}
      range={range}
      bands={bands}
      limits={limits}
      syncKey={syncKey}
      note={
        <>
          {told.join(", ")}
          {standing ? <span className={`ml-2 font-medium ${standing.ink}`}>{standing.word}</span> : null}
        </>
      }
    />
  );
}
