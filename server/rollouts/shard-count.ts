/** Ranges for each slice that may work at once: enough that none waits long for the slowest. */
const PER_SLICE = 8;
const MOST = 64;
/** A smaller range is done in less time than beginning it takes. */
const LEAST_ROWS = 10_000;
const BIG_ROWS = 100_000;
const LEAST_OF_BIG = 4;

/** Into how many ranges to cut a table. `rowEstimate` `null`: not known, so as many as for a big one. */
export function shardCount(rowEstimate: number | null, slices: number): number {
  const wanted = Math.min(MOST, PER_SLICE * Math.max(1, slices));
  if (rowEstimate === null) return wanted;
  const most = Math.max(1, Math.floor(rowEstimate / LEAST_ROWS));
  const least = rowEstimate >= BIG_ROWS ? LEAST_OF_BIG : 1;
  return Math.max(least, Math.min(wanted, most));
}
