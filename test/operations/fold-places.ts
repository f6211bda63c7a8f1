import type { KillPoint } from "./kill-point.ts";
import type { Place } from "./record-places.ts";

const isSlice = ({ point }: Place): boolean => point.session === "slice";

/**
 * One place of those that are the same to whoever comes after: in a transaction only the last before its end, since a
 * death takes all of it away from wherever; and of batches that send the same again the first, a middle one and the last.
 */
export function foldPlaces(places: readonly Place[]): readonly KillPoint[] {
  const last = new Map(places.map(({ transaction, point }) => [transaction, point]));
  const ends = places.filter(({ transaction, point }) => transaction === null || last.get(transaction) === point);
  const shapes = Map.groupBy(ends.filter(isSlice), ({ shape }) => shape);
  const kept = new Set([...shapes.values()].flatMap(ofMany));
  return ends.filter((place) => !isSlice(place) || kept.has(place)).map(({ point }) => point);
}

const ofMany = (places: readonly Place[]): readonly (Place | undefined)[] =>
  places.length <= 3 ? places : [places[0], places[Math.floor(places.length / 2)], places.at(-1)];
