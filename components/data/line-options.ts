import type uPlot from "uplot";
import { axisLook, cssColor, faded, GUTTER_PX, timeText } from "./chart-theme.ts";
import { formatCompact } from "./figures.ts";
import type { LineChartProps } from "./line-chart.tsx";

/** A stretch of time with a ground of its own; milliseconds since 1970. */
export interface ChartBand {
  readonly from: number;
  readonly to: number;
  readonly tone: "idle" | "slow" | "stop";
}
/** A value at which something begins. */
export interface ChartLimit {
  readonly value: number;
  readonly tone: "slow" | "stop";
}

const BAND_COLORS = { idle: "--muted", slow: "--warning", stop: "--danger" } as const;
const BAND_SHARES = { idle: 100, slow: 22, stop: 20 } as const;
const EDGE_PX = 2;

function drawBands(chart: uPlot, bands: LineChartProps["bands"]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  for (const { from, to, tone } of bands ?? []) {
    const left = Math.max(chart.valToPos(from / 1000, "x", true), bbox.left);
    // At least a pixel: a short stop must not go unseen in a long run.
    const right = Math.min(
      Math.max(chart.valToPos(to / 1000, "x", true), left + devicePixelRatio),
      bbox.left + bbox.width,
    );
    if (right <= left) continue;
    const color = cssColor(BAND_COLORS[tone]);
    ctx.fillStyle = faded(color, BAND_SHARES[tone]);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    if (tone === "idle") continue;
    ctx.fillStyle = color;
    ctx.fillRect(left, bbox.top, right - left, EDGE_PX * devicePixelRatio);
  }
  ctx.restore();
}

function drawLimits(chart: uPlot, limits: LineChartProps["limits"]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  for (const { value, tone } of limits ?? []) {
    const y = Math.round(chart.valToPos(value, "y", true));
    ctx.strokeStyle = cssColor(BAND_COLORS[tone]);
    ctx.setLineDash(tone === "stop" ? [] : [4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** From zero to above the highest figure and limit. */
function valueRange(max: number | null, limits: LineChartProps["limits"]): [number, number] {
  const top = Math.max(max ?? 0, ...(limits ?? []).map((it) => it.value));
  return [0, top > 0 ? top * 1.08 : 1];
}

function axesOf(latest: { current: LineChartProps }): uPlot.Axis[] {
  const { isBare } = latest.current;
  const format = (value: number) => (latest.current.format ?? formatCompact)(value);
  const look = axisLook();
  const times: uPlot.Axis = {
    ...look,
    show: !isBare,
    grid: { show: false },
    space: 84,
    size: 26,
    values: ({ scales }, ticks) => {
      const spanMs = ((scales.x?.max ?? 0) - (scales.x?.min ?? 0)) * 1000;
      return ticks.map((it) => timeText(it * 1000, spanMs));
    },
  };
  const values: uPlot.Axis = { ...look, size: GUTTER_PX, space: 32, values: (_chart, ticks) => ticks.map(format) };
  // A row has room for one number: the limit that matters most.
  const limitAt = () => latest.current.limits?.find((it) => it.tone === "stop") ?? latest.current.limits?.[0];
  if (isBare) {
    values.grid = { show: false };
    values.splits = ({ scales }) => [limitAt()?.value ?? scales.y?.max ?? 0];
  }
  return [times, values];
}

/** How uPlot draws a line chart. Reads the newest props when it draws, not those that it was made with. */
export function lineOptions(
  latest: { current: LineChartProps },
  width: number,
  onHover: (index: number | null) => void,
): uPlot.Options {
  const { series, height = 160, syncKey, isBare } = latest.current;
  return {
    width,
    height,
    padding: [isBare ? 7 : 8, 24, isBare ? 4 : 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: false, y: false },
      ...(syncKey ? { sync: { key: syncKey } } : {}),
    },
    scales: {
      x: {
        range: (_chart, min, max) => {
          const [from, to] = latest.current.range ?? [min * 1000, max * 1000];
          return [from / 1000, to / 1000];
        },
      },
      y: { range: (_chart, _min, max) => valueRange(max, latest.current.limits) },
    },
    axes: axesOf(latest),
    series: [
      {},
      ...series.map((it): uPlot.Series => {
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
      drawClear: [(chart) => drawBands(chart, latest.current.bands)],
      draw: [(chart) => drawLimits(chart, latest.current.limits)],
      setCursor: [(chart) => onHover(chart.cursor.idx ?? null)],
    },
  };
}
