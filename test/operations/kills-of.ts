import type { KillPoint } from "./kill-point.ts";
import type { PlainLife } from "./plain-life.ts";
import type { Place } from "./record-places.ts";

export interface Kill {
  readonly point: KillPoint;
  /** What the worker is at when it dies. */
  readonly during: "do" | "undo";
  /** What the operator does then. Who was rolling back goes on with it. */
  readonly next: "resume" | "roll back";
}

/** All that is tried: each point where a worker can die, and each way that leads on from there. */
export function killsOf(
  whole: PlainLife,
  back: PlainLife | null,
  points: (places: readonly Place[]) => readonly KillPoint[],
): readonly Kill[] {
  const done = points(whole.places);
  const brink = done.findIndex(({ session }) => session === whole.brink);
  return [
    ...done.flatMap((point, index): readonly Kill[] => {
      const resumed: Kill = { point, during: "do", next: "resume" };
      // Past the point of no return there is one way only.
      return back && (brink < 0 || index < brink) ? [resumed, { ...resumed, next: "roll back" }] : [resumed];
    }),
    ...points(back?.places ?? []).map((point): Kill => ({ point, during: "undo", next: "roll back" })),
  ];
}
