"use client";

import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import { useThemeName } from "./chart-theme.ts";

/** A canvas that uPlot draws on. It follows its data, its box and the theme, and loads uPlot when first shown. */
export function usePlot({
  shape,
  height,
  options,
  data,
  besides,
}: {
  /** What the chart is made of apart from its figures: a change makes a new one. */
  readonly shape: string;
  readonly height: number;
  readonly options: (width: number) => uPlot.Options;
  /** Stable while the figures are. */
  readonly data: uPlot.AlignedData;
  /** Stable while all else that is drawn is. */
  readonly besides?: object;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ options, data, height });
  latest.current = { options, data, height };
  const theme = useThemeName();

  // biome-ignore lint/correctness/useExhaustiveDependencies: shape stands for all that options reads
  useEffect(() => {
    const element = box.current;
    if (!element || theme === "") return;
    let isGone = false;
    const observer = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: latest.current.height });
    });
    import("uplot").then(
      ({ default: Plot }) => {
        if (isGone) return;
        plot.current = new Plot(latest.current.options(element.clientWidth), latest.current.data, element);
        observer.observe(element);
      },
      // The figures are in words beside it as well.
      () => undefined,
    );
    return () => {
      isGone = true;
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what lies beside the figures is drawn anew with them
  useEffect(() => {
    plot.current?.setData(data);
  }, [data, besides]);
  return box;
}
