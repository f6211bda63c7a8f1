import { afterBatch, afterTimeout, type BatchSizing, withoutGrowth } from "./batch-size.ts";

/** Most rows of a batch that passes over rows held by others, so that few of its own are held meanwhile. */
const MOST_SKIPPING_ROWS = 500;

/** What the next try follows from. Rows are counted from the checkpoint on. */
export interface Trying {
  readonly sizing: BatchSizing;
  /** Rows of which one was held by somebody: they are walked over it. 0: none. */
  readonly held: number;
  /** Rows of which at least one cannot be written: it is looked for by halves. 0: none. */
  readonly suspect: number;
}

export interface NextTry {
  readonly limit: number;
  readonly mode: "plain" | "skip-locked";
}

export const startTrying = (sizing: BatchSizing): Trying => ({ sizing, held: 0, suspect: 0 });

/** A size that somebody set wins; after timeouts it is still halved, or the shard could never go on. */
function wholeOf({ sizing }: Trying, batchSize: number | null): number {
  if (batchSize === null) return sizing.size;
  return sizing.calm > 0 ? Math.min(batchSize, sizing.size) : batchSize;
}

export function nextTry(trying: Trying, batchSize: number | null): NextTry {
  const whole = wholeOf(trying, batchSize);
  const half = trying.suspect > 0 ? Math.max(1, Math.floor(trying.suspect / 2)) : whole;
  const isHeld = trying.held > 0;
  const limit = Math.min(whole, half, isHeld ? MOST_SKIPPING_ROWS : whole);
  return { limit, mode: isHeld ? "skip-locked" : "plain" };
}

/** After a commit: what was passed is no longer held or suspect, and a plain batch tells how large the next may be. */
export function afterCommit(
  trying: Trying,
  tried: NextTry,
  batch: { readonly scanned: number; readonly ms: number },
  targetMs: number,
): Trying {
  const isWhole = tried.mode === "plain" && trying.suspect === 0;
  return {
    sizing: isWhole ? afterBatch(trying.sizing, batch, targetMs) : trying.sizing,
    held: Math.max(0, trying.held - batch.scanned),
    suspect: Math.max(0, trying.suspect - batch.scanned),
  };
}

/** After one row was set aside the former size is back: the halves without it go on at once. */
export const afterSetAside = (trying: Trying): Trying => ({
  ...trying,
  held: Math.max(0, trying.held - 1),
  suspect: 0,
});

/** Some row of the batch cannot be written: `null` when the batch was that row alone. */
export const afterPoison = (trying: Trying, tried: NextTry): Trying | null =>
  tried.limit === 1 ? null : { ...trying, suspect: tried.limit };

/**
 * Somebody holds a row of the batch: the same range is walked over what is held, and where that waits as well (for a
 * table, or for a row of another table) the batch shrinks.
 */
export function afterLockWait(trying: Trying, tried: NextTry, canSkip: boolean): Trying {
  if (canSkip && tried.mode === "plain") return { ...trying, sizing: withoutGrowth(trying.sizing), held: tried.limit };
  return { ...trying, sizing: afterTimeout({ ...trying.sizing, size: tried.limit }), held: 0 };
}
