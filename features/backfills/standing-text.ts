import type { Backfill } from "#contracts/rollout.ts";

const percent = (share: number): string => `${Math.max(share > 0 ? 1 : 0, Math.round(share * 100))} %`;
const count = (number: number, one: string, many: string): string =>
  number === 1 ? `one ${one}` : `${number} ${many}`;

const STAGES: Record<Backfill["stage"], string> = {
  writing: "Running",
  verifying: "Verifying",
  "final verification": "Verifying the whole table once more",
};

export const isStopped = (reasons: Backfill["reasons"]): boolean => reasons.some((it) => it.effect === "stop");

function runningText({ stage, effectiveSpeed, reasons, settings }: Backfill): string {
  const worst = reasons[0];
  if (isStopped(reasons)) return "Stands still";
  const word = STAGES[stage];
  if (effectiveSpeed === 0 && !worst) return `${word}: the first batches are measured`;
  const isAsSet = !worst && settings.speed < 100 && Math.abs(effectiveSpeed * 100 - settings.speed) < 3;
  return `${word} at ${percent(effectiveSpeed)} speed${isAsSet ? ", as it is set" : ""}`;
}

/** What it does and how fast, without a full stop. What is in its way stands in the list below it. */
export function standingText(backfill: Backfill): string {
  switch (backfill.state) {
    case "pending":
      return "Not started yet";
    case "running":
      return runningText(backfill);
    case "pausing":
      return "Is being paused";
    case "paused":
      return "Paused";
    case "cancelling":
      return "Is being cancelled";
    case "cancelled":
      return "Cancelled";
    case "failed":
      return "Stopped";
    case "succeeded":
      return "Done";
  }
}

/** What was asked for against what is seen, while the two differ; `null` when there is nothing to wait for. */
export function observedText({
  state,
  slices,
  reasons,
}: Pick<Backfill, "state" | "slices" | "reasons">): string | null {
  const working = count(slices.working, "batch is", "batches are");
  switch (state) {
    case "pausing":
      return slices.working > 0
        ? `Wanted: paused. Seen: ${working} still running.`
        : "Wanted: paused. Seen: no batch is running; waiting for the worker's word.";
    case "cancelling":
      return slices.working > 0
        ? `Wanted: cancelled. Seen: ${working} still running.`
        : "Wanted: cancelled. Seen: no batch is running; waiting for the worker's word.";
    case "paused":
    case "cancelled":
    case "failed":
      return slices.working > 0 ? `Wanted: at rest. Seen: ${working} still running.` : null;
    case "running":
      // While something stops it that is what is to be read.
      return slices.working === 0 && !isStopped(reasons)
        ? "Wanted: running. Seen: no slice is at work just now."
        : null;
    default:
      return null;
  }
}
