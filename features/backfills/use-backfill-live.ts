import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Backfill, listSamples, type Sample } from "#contracts/rollout.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";
import { useSamples } from "../live/use-samples.ts";
import { type Figures, figuresOf, liveRate, type Progress, withAnswer, withProgress } from "./backfill-figures.ts";
import { compactSamples } from "./compact-samples.ts";

/** As many points as a chart shows; the kept ones are as many at most. */
const MOST_SAMPLES = 600;
const NOTHING: readonly Sample[] = [];
const identityOf = (sample: Sample) => `${sample.at} ${sample.rowsScanned} ${sample.batches} ${sample.batchMs}`;

/**
 * Figures and samples of a backfill as they come. Any number of samples between two frames cost one rendering of the
 * panel, and nothing above it.
 */
export function useBackfillLive(
  rolloutId: string,
  backfill: Backfill,
  initialSamples: readonly Sample[] | undefined,
): { figures: Figures; samples: readonly Sample[] } {
  const history = useQuery({
    queryKey: keys.rollouts.samples(rolloutId),
    queryFn: async ({ signal }) => (await call(listSamples, { params: { rolloutId } }, { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
    ...(initialSamples ? { initialData: [...initialSamples] } : {}),
  });
  const pending = useRef<Progress[]>([]);
  const recent = useRef<Progress[]>([]);
  const frame = useRef(0);
  const [figures, setFigures] = useState(() => figuresOf(backfill));
  const [live, setLive] = useState<readonly Sample[]>(NOTHING);

  useEffect(() => setFigures((now) => withAnswer(now, backfill)), [backfill]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  useSamples(rolloutId, (event) => {
    if (event.sample.backfillId !== backfill.id) return;
    pending.current.push(event);
    if (frame.current) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      const events = pending.current;
      pending.current = [];
      recent.current = [...recent.current, ...events].slice(-200);
      const rate = liveRate(recent.current);
      setFigures((now) => events.reduce((figures, it) => withProgress(figures, it, rate), now));
      setLive((before) => compactSamples([...before, ...events.map((it) => it.sample)], MOST_SAMPLES));
    });
  });

  const samples = useMemo(() => merged(history.data ?? NOTHING, live, backfill.id), [history.data, live, backfill.id]);
  return { figures, samples };
}

/** Kept samples, then the live ones that are younger; replayed ones count once. */
function merged(kept: readonly Sample[], live: readonly Sample[], backfillId: string): readonly Sample[] {
  const own = kept.filter((sample) => sample.backfillId === backfillId);
  const until = own.reduce((most, sample) => Math.max(most, sample.at), 0);
  const seen = new Set<string>();
  const fresh = live.filter((sample) => {
    const identity = identityOf(sample);
    if (sample.at <= until || seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
  return compactSamples([...own, ...fresh], MOST_SAMPLES);
}
