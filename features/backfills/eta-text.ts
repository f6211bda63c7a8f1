import type { Backfill } from "#contracts/rollout.ts";

function words(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} d`;
}

/** What is left, as a range: one number would promise more than is known. */
export function etaText(eta: Backfill["eta"]): string {
  if (!eta) return "not known yet";
  const from = words(eta.fromSeconds);
  const to = words(eta.toSeconds);
  return from === to ? from : `${from} – ${to}`;
}
