import type { Kill } from "./killed-life.ts";
import type { PlainLife } from "./plain-life.ts";

/** All that is tried: each point where a worker can die, and each way that leads on from there. */
export function killsOf(whole: PlainLife, back: PlainLife | null): readonly Kill[] {
  const kills: Kill[] = whole.points.do.map((point) => ({ point, during: "do", next: "resume" }));
  if (!back) return kills;
  const brink = whole.points.do.findIndex(({ session }) => session === whole.brink);
  const beforeBrink = brink < 0 ? whole.points.do : whole.points.do.slice(0, brink);
  return [
    ...kills,
    ...beforeBrink.map((point): Kill => ({ point, during: "do", next: "roll back" })),
    ...back.points.undo.map((point): Kill => ({ point, during: "undo", next: "roll back" })),
  ];
}
