import type { Blocker } from "./blocker.ts";
import type { PlacedInstance } from "./live-instances.ts";

const MOST_NAMED = 10;

/** Such as `10:31:07 UTC`, with the day where it is not today's. */
export function clockWords(at: Date, now: Date): string {
  const [day, time] = at.toISOString().split("T");
  const clock = `${time?.slice(0, 8)} UTC`;
  return now.toISOString().startsWith(`${day}T`) ? clock : `${day} ${clock}`;
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

/** Such as `10 min`, in the largest unit that it is whole in. */
export function spanWords(ms: number): string {
  const [size, unit] = UNITS.find(([it]) => ms >= it && ms % it === 0) ?? [1, "ms"];
  return `${ms / size} ${unit}`;
}

/** Such as `instance web-7 (1.4.2, last seen 10:31:07 UTC)`. */
export const instanceWords = ({ instance, declaration, seenAt }: PlacedInstance, now: Date): string =>
  `instance ${instance} (${declaration.version}, last seen ${clockWords(seenAt, now)})`;

/** A blocker for each of the first, and one that counts the rest. */
export function namedBlockers<T>(items: readonly T[], blockerOf: (item: T) => Blocker): readonly Blocker[] {
  const named = items.slice(0, MOST_NAMED).map(blockerOf);
  const [first] = named;
  const left = items.length - named.length;
  return first && left > 0 ? [...named, { ...first, message: `and ${left} more like these` }] : named;
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
