"use client";

import { useEffect, useRef } from "react";
import type { LiveEvent } from "#contracts/live.ts";
import { useLive } from "./live-provider.tsx";

export type Progressed = Extract<LiveEvent, { type: "backfill.progressed" }>;

/** Calls `onSample` for each live sample of a rollout (`null`: of all); `onReset` when some may have been missed. */
export function useSamples(
  rolloutId: string | null,
  onSample: (progressed: Progressed) => void,
  onReset?: () => void,
): void {
  const { listen } = useLive();
  const latest = useRef({ onSample, onReset });
  useEffect(() => {
    latest.current = { onSample, onReset };
  });
  useEffect(
    () =>
      listen((event) => {
        if (event.type === "reset") latest.current.onReset?.();
        if (event.type !== "backfill.progressed") return;
        if (rolloutId === null || event.rolloutId === rolloutId) latest.current.onSample(event);
      }),
    [listen, rolloutId],
  );
}
