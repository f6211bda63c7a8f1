import { formatBytes, formatCompact, formatCount, formatDuration } from "#components/data/figures.ts";
import type { DryRun } from "#contracts/dry-run.ts";

type Result = DryRun["result"];

const range = (between: { low: number; high: number } | null, write: (value: number) => string): string => {
  if (!between) return "not known";
  const [low, high] = [write(between.low), write(between.high)];
  return low === high ? low : `${low} – ${high}`;
};
const about = (value: number | null, write: (value: number) => string): string =>
  value === null ? "not known" : `about ${write(value)}`;

/** What a reviewer wants to know before a yes, each as a term and its value. */
export function dryRunFacts(result: Result): readonly { readonly term: string; readonly value: string }[] {
  return [
    { term: "Time for all rows, without pauses", value: range(result.seconds, (it) => formatDuration(it * 1000)) },
    { term: "Rows", value: about(result.rowEstimate, formatCompact) },
    { term: "Rows a second", value: range(result.rowsPerSecond, (it) => formatCount(Math.round(it))) },
    { term: "Longest range", value: formatDuration(result.longestMs) },
    { term: "WAL a row", value: result.walBytesPerRow === null ? "not known" : formatBytes(result.walBytesPerRow) },
    { term: "WAL in all", value: about(result.walBytes, formatBytes) },
    { term: "Disk it takes until vacuum", value: about(result.diskBytes, formatBytes) },
    { term: "Key", value: result.key },
  ];
}

/** Where it was carried out, and that nothing stayed. */
export const whereText = (result: Result): string =>
  result.where === "in place"
    ? `${result.ranges.length} sampled ranges were executed on the table and rolled back`
    : `${result.ranges.length} sampled ranges were executed on a copy of their rows, since the columns are not there yet`;
