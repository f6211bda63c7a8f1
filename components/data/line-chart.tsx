"use client";

import { type ReactNode, useCallback, useId, useMemo, useRef, useState } from "react";
import type uPlot from "uplot";
import { cn } from "../ui/cn.ts";
import { type ChartColor, cursorTime } from "./chart-theme.ts";
import { FigureTable } from "./figure-table.tsx";
import { formatCompact } from "./figures.ts";
import { type ChartBand, type ChartLimit, lineOptions } from "./line-options.ts";
import { usePlot } from "./use-plot.ts";

export interface LineSeries {
  readonly label: string;
  /** `null` is a gap; `undefined` says that nothing was asked at that time, and the line goes on. */
  readonly values: readonly (number | null | undefined)[];
  /** A chart colour of the theme. */
  readonly color: ChartColor;
  readonly hasArea?: boolean;
}

export interface LineChartProps {
  /** What is shown: "Rows per second". */
  readonly label: string;
  /** Milliseconds since 1970, rising. Stable while the figures are, as `series` should be. */
  readonly at: readonly number[];
  readonly series: readonly LineSeries[];
  /** Writes a value with its unit. */
  readonly format?: (value: number) => string;
  readonly height?: number;
  /** First and last time that is shown; without it the figures decide. */
  readonly range?: readonly [from: number, to: number];
  /** Stretches with a ground of their own, such as pauses. */
  readonly bands?: readonly ChartBand[];
  /** Values that mean something, such as the one at which it stops. */
  readonly limits?: readonly ChartLimit[];
  /** Charts with the same key share one cursor. */
  readonly syncKey?: string;
  /** Without a time axis and a table: a row among others. */
  readonly isBare?: boolean;
  /** Stands behind the values of the caption. */
  readonly note?: ReactNode;
  /** The time below the cursor, of this chart or of one that shares it. */
  readonly onHover?: (at: number | null) => void;
  readonly className?: string;
}

const figuresInWords = ({ label, series, format = formatCompact }: LineChartProps): string => {
  const parts = series.map((it) => {
    const known = it.values.filter((value) => value !== null && value !== undefined);
    if (known.length === 0) return `${it.label}: nothing yet`;
    return `${it.label}: now ${format(known.at(-1) ?? 0)}, from ${format(Math.min(...known))} to ${format(Math.max(...known))}`;
  });
  return `${label}. ${parts.join("; ")}.`;
};

const lastKnown = (values: LineSeries["values"]): number | null =>
  values.findLast((it) => it !== null && it !== undefined) ?? null;

function Caption({ id, props, hovered }: { id: string; props: LineChartProps; hovered: number | null }) {
  const { label, at, series, format = formatCompact, note } = props;
  const shownAt = hovered === null ? undefined : at[hovered];
  const span = (at.at(-1) ?? 0) - (at[0] ?? 0);
  return (
    <figcaption className="mb-0.5 flex flex-wrap items-baseline justify-between gap-x-4 text-xs">
      <span id={id} className="font-medium">
        {label}
      </span>
      <span className="flex flex-wrap gap-x-3 text-muted-foreground nums">
        {series.map((it) => {
          const value = hovered === null ? lastKnown(it.values) : it.values[hovered];
          return (
            <span key={it.label} className="inline-flex items-center gap-1.5">
              <span aria-hidden className="size-2 rounded-full" style={{ background: `var(--chart-${it.color})` }} />
              {series.length > 1 ? it.label : null}
              <span className="font-medium text-foreground">
                {value === undefined || value === null ? "–" : format(value)}
              </span>
            </span>
          );
        })}
        {note ? <span>{note}</span> : null}
        {shownAt === undefined ? null : <span>{cursorTime(shownAt, span)}</span>}
      </span>
    </figcaption>
  );
}

/** A chart of figures over time, with the same figures in words and as a table. */
export function LineChart(props: LineChartProps) {
  const { at, series, height = 160, isBare = false, className } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const id = useId();
  const latest = useRef(props);
  latest.current = props;
  const hover = useCallback((index: number | null) => {
    setHovered(index);
    latest.current.onHover?.(index === null ? null : (latest.current.at[index] ?? null));
  }, []);
  const data = useMemo<uPlot.AlignedData>(
    () => [at.map((it) => it / 1000), ...series.map((it) => [...it.values])],
    [at, series],
  );
  const looks = series.map((it) => [it.label, it.color, it.hasArea]);
  const { bands, limits } = props;
  const [from, to] = props.range ?? [0, 0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: stands for what is drawn besides the figures
  const besides = useMemo(() => ({}), [bands, limits, from, to]);
  const box = usePlot({
    shape: JSON.stringify([height, isBare, props.syncKey, looks]),
    height,
    options: (width) => lineOptions(latest, width, hover),
    data,
    besides,
  });
  const index = hovered !== null && hovered < at.length ? hovered : null;
  return (
    <figure data-slot="line-chart" aria-labelledby={id} className={cn("min-w-0", className)}>
      <Caption id={id} props={props} hovered={index} />
      <div
        ref={box}
        role="img"
        aria-label={figuresInWords(props)}
        style={{ height }}
        className="w-full overflow-hidden"
      />
      {isBare ? null : <FigureTable {...props} />}
    </figure>
  );
}
