"use client";

import { useEffect, useState } from "react";
import type uPlot from "uplot";

export type ChartColor = 1 | 2 | 3 | 4 | 5;

export const cssColor = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const faded = (color: string, share: number): string => `color-mix(in oklab, ${color} ${share}%, transparent)`;

/** What all axes share. */
export const axisLook = (): uPlot.Axis => ({
  stroke: cssColor("--muted-foreground"),
  font: '11px "Inter Variable", system-ui, sans-serif',
  grid: { stroke: cssColor("--border"), width: 1 },
  ticks: { show: false },
});

/** The width of the numbers to the left: the same in all charts, so that their times stand below each other. */
export const GUTTER_PX = 60;

/** Redraws charts when light turns to dark: empty until it is known. */
export function useThemeName(): string {
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

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 24 * 3_600_000;

/** A time as exact as the stretch that is shown asks for. */
export function timeText(at: number, spanMs: number): string {
  if (spanMs < TEN_MINUTES_MS) return clock.format(at);
  return spanMs < DAY_MS ? minute.format(at) : day.format(at);
}

/** The exact time below the cursor. */
export const cursorTime = (at: number, spanMs: number): string => (spanMs < DAY_MS ? clock.format(at) : day.format(at));
