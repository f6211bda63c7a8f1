"use client";

import { useId, useMemo, useRef } from "react";
import type uPlot from "uplot";
import { axisLook, type ChartColor, cssColor, faded, GUTTER_PX } from "./chart-theme.ts";
import { formatCompact } from "./figures.ts";
import { usePlot } from "./use-plot.ts";

export interface ScatterGroup {
  readonly label: string;
  readonly color: ChartColor;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Smaller and paler: what is less important, or older. */
  readonly isFaint?: boolean;
}

export interface ScatterChartProps {
  readonly label: string;
  readonly xLabel: string;
  readonly formatX?: (value: number) => string;
  readonly formatY?: (value: number) => string;
  readonly groups: readonly ScatterGroup[];
  readonly height?: number;
}

/** One row of x for all groups, as uPlot wants it. */
function aligned(groups: readonly ScatterGroup[]): uPlot.AlignedData {
  const all = groups.flatMap(({ points }, group) => points.map(({ x, y }) => ({ x, y, group })));
  all.sort((a, b) => a.x - b.x);
  return [all.map((it) => it.x), ...groups.map((_, group) => all.map((it) => (it.group === group ? it.y : null)))];
}

const tenthAbove = (max: number | null): number => (max && max > 0 ? max * 1.1 : 1);

function scatterOptions(latest: { current: ScatterChartProps }, width: number): uPlot.Options {
  const { groups, height = 200, formatX = formatCompact, formatY = formatCompact } = latest.current;
  const look = axisLook();
  return {
    width,
    height,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_chart, _min, max) => [0, tenthAbove(max)] },
      y: { range: (_chart, _min, max) => [0, tenthAbove(max)] },
    },
    axes: [
      { ...look, size: 26, space: 72, values: (_chart, ticks) => ticks.map(formatX) },
      { ...look, size: GUTTER_PX, space: 32, values: (_chart, ticks) => ticks.map(formatY) },
    ],
    series: [
      {},
      ...groups.map(({ label, color, isFaint }): uPlot.Series => {
        const ink = cssColor(`--chart-${color}`);
        return {
          label,
          stroke: ink,
          paths: () => null,
          points: {
            show: true,
            size: isFaint ? 4 : 5,
            width: 1,
            stroke: faded(ink, isFaint ? 45 : 90),
            fill: faded(ink, isFaint ? 25 : 65),
          },
        };
      }),
    ],
  };
}

const inWords = ({ label, groups, formatX = formatCompact, formatY = formatCompact }: ScatterChartProps): string => {
  const parts = groups
    .filter(({ points }) => points.length > 0)
    .map((it) => {
      const most = it.points.reduce((a, b) => (b.y > a.y ? b : a));
      return `${it.label}: ${it.points.length} points, the highest ${formatY(most.y)} at ${formatX(most.x)}`;
    });
  return `${label}. ${parts.join("; ") || "Nothing yet"}.`;
};

/** Points of several groups, and the same in words. */
export function ScatterChart(props: ScatterChartProps) {
  const { label, xLabel, groups, height = 200 } = props;
  const id = useId();
  const latest = useRef(props);
  latest.current = props;
  const data = useMemo(() => aligned(groups), [groups]);
  const box = usePlot({
    shape: JSON.stringify([height, groups.map((it) => [it.label, it.color, it.isFaint])]),
    height,
    options: (width) => scatterOptions(latest, width),
    data,
  });
  return (
    <figure data-slot="scatter-chart" aria-labelledby={id} className="min-w-0">
      <figcaption className="mb-0.5 flex flex-wrap items-baseline justify-between gap-x-4 text-xs">
        <span id={id} className="font-medium">
          {label}
        </span>
        <span className="flex flex-wrap gap-x-3 text-muted-foreground">
          {groups.map((it) => (
            <span key={it.label} className="inline-flex items-center gap-1.5">
              <span aria-hidden className="size-2 rounded-full" style={{ background: `var(--chart-${it.color})` }} />
              {it.label}
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={box} role="img" aria-label={inWords(props)} style={{ height }} className="w-full overflow-hidden" />
      <p aria-hidden className="pr-3 text-right text-2xs text-muted-foreground">
        {xLabel}
      </p>
    </figure>
  );
}
