import type { PaceSettings, Piece } from "./slice-host.ts";

/** A slower pace than this is a pause: it is asked for as one. */
const LEAST_DUTY = 0.01;
/** Somebody holds most of these rows: the next ones are likely to be held as well, and setting all aside helps nobody. */
const HELD_REST_MS = 5_000;
const MANY_ROWS = 20;

/**
 * Milliseconds to rest after a batch so that work takes its share of the time, ± 10 % so that slices do not march in
 * step, and the pause that somebody asked for on top. `random` is from 0 to 1.
 */
export function restAfter(piece: Piece, { duty, pauseMs }: PaceSettings, random: number): number {
  const share = Math.min(1, Math.max(LEAST_DUTY, duty));
  const rest = piece.ms * (1 / share - 1) * (0.9 + 0.2 * random) + pauseMs;
  const isHeld = piece.skipped >= MANY_ROWS && piece.skipped * 2 > piece.scanned;
  return Math.round(isHeld ? Math.max(rest, HELD_REST_MS) : rest);
}
