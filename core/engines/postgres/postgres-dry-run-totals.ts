import type { DryRunResult } from "../dry-run.ts";
import type { ErrorClass } from "../engine-errors.ts";
import type { Range } from "./postgres-backfill-sql.ts";
import { postgresErrors } from "./postgres-errors.ts";

/** One range that was executed and rolled back. */
export interface Measured {
  readonly range: Range;
  readonly rows: number;
  readonly changed: number;
  readonly ms: number;
  readonly walBytes: number | null;
  readonly locks: readonly string[];
  /** Share of the changed rows that needed no new index entries. */
  readonly hotShare: number;
  /** Why nothing could be measured here. */
  readonly problem?: string | undefined;
}

/** Bytes of the table and of its indexes. */
export interface TableSize {
  readonly heap: number;
  readonly indexes: number;
}

/** A range that the run would stop at, or wait at, is told of; the others are measured all the same. */
export async function orProblem(range: Range, measure: () => Promise<Measured>): Promise<Measured> {
  try {
    return await measure();
  } catch (error) {
    const why = WHY[postgresErrors.classify(error)];
    if (why === undefined) throw error;
    const { code, message } = postgresErrors.describe(error);
    const problem = `In the range ${range.lo} to ${range.hi} ${why}: ${message} (${code}).`;
    return { range, rows: 0, changed: 0, ms: 0, walBytes: null, locks: [], hotShare: 1, problem };
  }
}

const WHY: Readonly<Partial<Record<ErrorClass, string>>> = {
  poison: "a row cannot be written, and would be set aside",
  "lock-wait": "rows are locked by others, and a batch would pass over them and come back",
  "too-slow": "a batch of this size takes longer than a batch may, and would be made smaller",
  conflict: "others wrote the same rows at the same time, and a batch would be repeated",
};

type Totals = Pick<
  DryRunResult,
  "rowsPerSecond" | "walBytesPerRow" | "longestMs" | "seconds" | "diskBytes" | "walBytes"
>;

const round = (value: number): number => Math.round(value * 10) / 10;

/**
 * From a few ranges to the whole table. Rows a second are the slowest and the fastest range; disk is a new version of
 * every row that would change, and its index entries where the update is not HOT, as if vacuum came only at the end.
 */
export function totalsOf(measured: readonly Measured[], rowEstimate: number | null, size: TableSize): Totals {
  const worked = measured.filter((it) => it.rows > 0);
  const rows = total(worked, (it) => it.rows);
  const changed = total(worked, (it) => it.changed);
  const rates = worked.map((it) => (it.rows * 1000) / Math.max(it.ms, 0.1));
  const longestMs = Math.max(0, ...measured.map((it) => it.ms));
  if (worked.length === 0) {
    return { rowsPerSecond: null, walBytesPerRow: null, longestMs, seconds: null, diskBytes: null, walBytes: null };
  }
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const isWalKnown = worked.every((it) => it.walBytes !== null);
  const walBytesPerRow = isWalKnown ? round(total(worked, (it) => it.walBytes ?? 0) / rows) : null;
  const hot = changed === 0 ? 1 : total(worked, (it) => it.hotShare * it.changed) / changed;
  const changing = changed / rows;
  return {
    rowsPerSecond: { low: Math.round(low), high: Math.round(high) },
    walBytesPerRow,
    longestMs: round(longestMs),
    seconds: rowEstimate === null ? null : { low: round(rowEstimate / high), high: round(rowEstimate / low) },
    diskBytes: Math.round(changing * (size.heap + (1 - hot) * size.indexes)),
    walBytes: rowEstimate === null || walBytesPerRow === null ? null : Math.round(walBytesPerRow * rowEstimate),
  };
}

const total = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((sum, it) => sum + of(it), 0);
