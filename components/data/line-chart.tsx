"use client";

import "uplot/dist/uPlot.min.css";
import { useEffect, useId, useRef, useState } from "react";
import type uPlot from "uplot";
import { cn } from "../ui/cn.ts";
import { formatCompact } from "./figures.ts";

export interface LineSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A chart colour of the theme, 1 to 5. */
  readonly color: 1 | 2 | 3 | 4 | 5;
  readonly hasArea?: boolean;
}

export interface LineChartProps {
  /** What is shown: "Rows per second". */
  readonly label: string;
  /** Milliseconds since 1970, rising. */
  readonly at: readonly number[];
  readonly series: readonly LineSeries[];
  /** Writes a value with its unit. */
  readonly format?: (value: number) => string;
  readonly height?: number;
  /** Stretches with a grey ground, such as pauses; milliseconds since 1970. */
  readonly shaded?: readonly { readonly from: number; readonly to: number }[];
  readonly className?: string;
}

const cssColor = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const faded = (color: string, share: number): string => `color-mix(in oklab, ${color} ${share}%, transparent)`;
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** Redraws charts when light turns to dark. */
function useThemeName(): string {
  const [theme, setTheme] = useState("");
  useEffect(() => {
    const root = document.documentElement;
    const read = () => setTheme(root.className);
    read();
    const observer = new MutationObserver(read);
    observer.observe(root, { attributes: true, attributeFilter: ["class"] });
    return () => observer.disconnect();
  }, []);
  return theme;
}

function shade(chart: uPlot, stretches: LineChartProps["shaded"]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = cssColor("--muted");
  for (const { from, to } of stretches ?? []) {
    const left = Math.max(chart.valToPos(from / 1000, "x", true), bbox.left);
    const right = Math.min(chart.valToPos(to / 1000, "x", true), bbox.left + bbox.width);
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

function chartOptions(
  latest: { current: LineChartProps },
  width: number,
  onHover: (index: number | null) => void,
): uPlot.Options {
  const props = latest.current;
  const format = props.format ?? formatCompact;
  const axis: uPlot.Axis = {
    stroke: cssColor("--muted-foreground"),
    font: '11px "Inter Variable", system-ui, sans-serif',
    grid: { stroke: cssColor("--border"), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: props.height ?? 160,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.08 : 1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        size: 26,
        values: (_chart, ticks) => ticks.map((it) => clock.format(it * 1000)),
      },
      { ...axis, size: 56, space: 32, values: (_chart, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      ...props.series.map((it): uPlot.Series => {
        const color = cssColor(`--chart-${it.color}`);
        return {
          label: it.label,
          stroke: color,
          width: 1.75,
          points: { show: false },
          spanGaps: false,
          ...(it.hasArea ? { fill: faded(color, 14) } : {}),
        };
      }),
    ],
    hooks: {
      drawClear: [(chart) => shade(chart, latest.current.shaded)],
      setCursor: [(chart) => onHover(chart.cursor.idx ?? null)],
    },
  };
}

const chartData = ({ at, series }: LineChartProps): uPlot.AlignedData => [
  at.map((it) => it / 1000),
  ...series.map((it) => [...it.values]),
];

/** Draws on a canvas and follows its data, its box and the theme. Loads uPlot when first shown. */
function usePlot(props: LineChartProps, onHover: (index: number | null) => void) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const theme = useThemeName();
  // What a chart is made of, apart from its figures: a change makes a new one.
  const shape = JSON.stringify([theme, props.height, props.series.map((it) => [it.label, it.color, it.hasArea])]);

  useEffect(() => {
    const element = box.current;
    if (!element || shape.startsWith('[""')) return;
    let isGone = false;
    const observer = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: latest.current.height ?? 160 });
    });
    import("uplot").then(
      ({ default: Plot }) => {
        if (isGone) return;
        const options = chartOptions(latest, element.clientWidth, onHover);
        plot.current = new Plot(options, chartData(latest.current), element);
        observer.observe(element);
      },
      // The figures are in the table beneath as well.
      () => undefined,
    );
    return () => {
      isGone = true;
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, onHover]);

  useEffect(() => {
    plot.current?.setData(chartData(props));
  }, [props]);
  return box;
}

const figuresInWords = ({ label, series, format = formatCompact }: LineChartProps): string => {
  const parts = series.map((it) => {
    const known = it.values.filter((value) => value !== null);
    if (known.length === 0) return `${it.label}: nothing yet`;
    return `${it.label}: now ${format(known.at(-1) ?? 0)}, from ${format(Math.min(...known))} to ${format(Math.max(...known))}`;
  });
  return `${label}. ${parts.join("; ")}.`;
};

const TABLE_ROWS = 30;

/** A chart of figures over time, with the same figures in words and as a table. */
export function LineChart(props: LineChartProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const id = useId();
  const box = usePlot(props, setHovered);
  const { label, at, series, format = formatCompact, height = 160, className } = props;
  const index = hovered !== null && hovered < at.length ? hovered : at.length - 1;
  const shownAt = at[index];
  return (
    <figure data-slot="line-chart" aria-labelledby={id} className={cn("min-w-0", className)}>
      <figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 text-xs">
        <span id={id} className="font-medium">
          {label}
        </span>
        <span className="flex flex-wrap gap-x-3 text-muted-foreground nums">
          {series.map((it) => {
            const value = it.values[index];
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
          {hovered !== null && shownAt !== undefined ? <span>{clock.format(shownAt)}</span> : null}
        </span>
      </figcaption>
      <div
        ref={box}
        role="img"
        aria-label={figuresInWords(props)}
        style={{ height }}
        className="w-full overflow-hidden"
      />
      <details className="text-xs text-muted-foreground" data-print="hide">
        <summary className="w-fit cursor-pointer rounded-sm hover:text-foreground">As a table</summary>
        <table className="mt-1 w-full nums">
          <thead>
            <tr>
              <th className="text-left font-medium">Time</th>
              {series.map((it) => (
                <th key={it.label} className="text-right font-medium">
                  {it.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {at
              .map((time, row) => ({ time, row }))
              .slice(-TABLE_ROWS)
              .reverse()
              .map(({ time, row }) => (
                <tr key={time}>
                  <td>{clock.format(time)}</td>
                  {series.map((it) => {
                    const value = it.values[row];
                    return (
                      <td key={it.label} className="text-right">
                        {value === undefined || value === null ? "–" : format(value)}
                      </td>
                    );
                  })}
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
