"use client";

import { useState } from "react";
import { useSamples } from "../live/use-samples.ts";

export interface LiveFraction {
  readonly fraction: number;
  readonly rowsPerSecond: number;
}

/** How far the backfills of all rollouts are, as live samples tell, between two reads of the overview. */
export function useLiveFractions(): ReadonlyMap<string, LiveFraction> {
  const [fractions, setFractions] = useState<ReadonlyMap<string, LiveFraction>>(new Map());
  useSamples(null, ({ rolloutId, fraction, sample }) => {
    const rowsPerSecond = sample.ms > 0 ? (sample.rowsScanned * 1000) / sample.ms : 0;
    setFractions((before) => new Map(before).set(rolloutId, { fraction, rowsPerSecond }));
  });
  return fractions;
}
