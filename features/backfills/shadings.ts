import type { Slowdown } from "#contracts/throttle.ts";

/** A stretch of time in which it was slow or stood. */
export interface Shading {
  readonly from: number;
  readonly to: number;
  readonly tone: "slow" | "stop";
}

/** More than this is not seen on any screen. */
const MOST = 300;

export const startOf = (it: Slowdown): number => Date.parse(it.since);
/** One that goes on ends now. */
export const endOf = (it: Slowdown, now: number): number => (it.until === null ? now : Date.parse(it.until));

/**
 * Stretches without overlap, in order of time: where one cause slows and another stops, it stands. Stretches that lie
 * closer together than a pixel become one.
 */
export function shadings(slowdowns: readonly Slowdown[], from: number, to: number): readonly Shading[] {
  const edges = slowdowns.flatMap((it) => {
    const start = Math.max(startOf(it), from);
    const end = Math.min(endOf(it, to), to);
    return end > start
      ? [
          { at: start, by: 1, tone: it.effect },
          { at: end, by: -1, tone: it.effect },
        ]
      : [];
  });
  edges.sort((a, b) => a.at - b.at);
  const open = { slow: 0, stop: 0 };
  const found: Shading[] = [];
  for (const [index, edge] of edges.entries()) {
    open[edge.tone] += edge.by;
    const next = edges[index + 1];
    if (!next || next.at === edge.at) continue;
    const tone = open.stop > 0 ? "stop" : open.slow > 0 ? "slow" : null;
    if (tone) append(found, { from: edge.at, to: next.at, tone });
  }
  return found.length > MOST ? coarse(found, (to - from) / MOST) : found;
}

function append(found: Shading[], it: Shading): void {
  const last = found.at(-1);
  if (last && last.tone === it.tone && last.to === it.from) found[found.length - 1] = { ...last, to: it.to };
  else found.push(it);
}

/** One shading a stretch of time at most; the worse of several is shown. */
function coarse(found: readonly Shading[], stretch: number): readonly Shading[] {
  const kept: Shading[] = [];
  for (const it of found) {
    const last = kept.at(-1);
    if (!last || it.to - last.from >= stretch * 2 || it.from - last.to >= stretch) kept.push(it);
    else {
      const tone = last.tone === "stop" || it.tone === "stop" ? "stop" : "slow";
      kept[kept.length - 1] = { from: last.from, to: it.to, tone };
    }
  }
  return kept;
}

/** What slowed or stopped it at a time; stops first. */
export const slowdownsAt = (slowdowns: readonly Slowdown[], at: number): readonly Slowdown[] =>
  slowdowns
    .filter((it) => startOf(it) <= at && at < endOf(it, Number.POSITIVE_INFINITY))
    .toSorted((a, b) => Number(a.effect === "slow") - Number(b.effect === "slow"));
