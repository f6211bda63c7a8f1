import { formatCount, formatDuration } from "#components/data/figures.ts";
import type { Backfill } from "#contracts/rollout.ts";
import { isStopped } from "./standing-text.ts";

type Eta = NonNullable<Backfill["eta"]>;

const UNITS = [
  { word: "s", seconds: 1, below: 90, digits: 0 },
  { word: "min", seconds: 60, below: 90 * 60, digits: 0 },
  { word: "h", seconds: 3600, below: 48 * 3600, digits: 1 },
  { word: "days", seconds: 86_400, below: Number.POSITIVE_INFINITY, digits: 1 },
] as const;

/** "46 min left (38–55 min)": in the unit of the middle, so that the three can be compared at a glance. */
export function rangeText({ fromSeconds, toSeconds }: Eta): string {
  const from = Math.max(1, fromSeconds);
  const to = Math.max(from, toSeconds);
  const middle = Math.sqrt(from * to);
  const unit = UNITS.find((it) => middle < it.below) ?? UNITS[3];
  const write = (seconds: number) => {
    const value = seconds / unit.seconds;
    return value < 1 && unit.digits === 0 ? "under 1" : value.toFixed(unit.digits).replace(/\.0$/, "");
  };
  if (write(from) === write(to)) return `${write(middle)} ${unit.word}`;
  return `${write(middle)} ${unit.word} (${write(from)}–${write(to)} ${unit.word})`;
}

const FINISHING = 0.9999;

type Timed = Pick<
  Backfill,
  "eta" | "state" | "fraction" | "stage" | "startedAt" | "finishedAt" | "rowsSkipped" | "rowsDiffering" | "reasons"
>;

/** How long it took, and what was not done with it. */
function endText({ startedAt, finishedAt, rowsSkipped, rowsDiffering }: Timed): string {
  const took = startedAt && finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : null;
  const left = [
    rowsSkipped > 0 ? `${formatCount(rowsSkipped)} set-aside ${rowsSkipped === 1 ? "row" : "rows"}` : null,
    rowsDiffering > 0 ? `${formatCount(rowsDiffering)} that ${rowsDiffering === 1 ? "differs" : "differ"}` : null,
  ].filter((it) => it !== null);
  return `${took ? `It took ${took}` : "It has ended"}${left.length > 0 ? `, and leaves ${left.join(" and ")}` : ""}.`;
}

/** What is left, as a range: one number would promise more than is known. Pauses are not in it, and that is said. */
export function etaText(backfill: Timed): string {
  if (backfill.state === "succeeded") return endText(backfill);
  if (backfill.state === "cancelled") return "It ended before all rows were done.";
  if (backfill.fraction >= FINISHING && backfill.stage === "writing") return "Finishing.";
  if (backfill.state !== "running" || isStopped(backfill.reasons)) {
    return backfill.eta
      ? `About ${rangeText(backfill.eta)} of running are left.`
      : "How long it will take is not known yet.";
  }
  return backfill.eta ? `About ${rangeText(backfill.eta)} left, without further pauses.` : "Measuring what is left.";
}
