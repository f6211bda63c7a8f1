export interface ShardProgress {
  /** `written`: all its rows are written and are being verified. */
  readonly state: "open" | "written" | "done";
  /** 0 to 1 of its key range. */
  readonly fraction: number;
  /** `null` where the engine does not know. */
  readonly rowEstimate: number | null;
}

/** Below this a progress may show; 1 is for what is done and nothing else. */
const ALMOST = 0.9999;

/** What each range weighs: its rows, or all alike where one of them is not known. Sums to 1. */
export function sharesOf(shards: readonly Pick<ShardProgress, "rowEstimate">[]): readonly number[] {
  const isKnown = shards.every((shard) => shard.rowEstimate !== null);
  const weights = shards.map(({ rowEstimate }) => (isKnown ? Math.max(1, rowEstimate ?? 1) : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Share of all key ranges that is done, weighted by estimated rows. Never above 1, and 1 only when all shards are done. */
export function overallFraction(shards: readonly ShardProgress[]): number {
  if (shards.length === 0) return 0;
  if (shards.every((shard) => shard.state === "done")) return 1;
  const written = ({ state, fraction }: ShardProgress) =>
    state === "open" ? Math.min(ALMOST, Math.max(0, fraction)) : 1;
  const shares = sharesOf(shards);
  return Math.min(
    ALMOST,
    shards.reduce((sum, shard, index) => sum + written(shard) * (shares[index] ?? 0), 0),
  );
}

/** Rows that are left, by the share done and the estimate, or by the rows scanned so far where there is none. */
export function rowsLeft(fraction: number, rowsScanned: number, rowEstimate: number | null): number {
  if (fraction >= 1) return 0;
  // What was scanned to come this far tells the whole better than an estimate from before.
  const total = fraction >= 0.01 ? rowsScanned / fraction : (rowEstimate ?? 0);
  return Math.max(0, Math.round(total * (1 - fraction)));
}
