/** Always in this order; each may be empty. */
export const PHASES = ["expand", "backfill", "verify", "cutover", "contract"] as const;
export type Phase = (typeof PHASES)[number];

export const PHASE_LABELS: Record<Phase, string> = {
  expand: "Expand",
  backfill: "Backfill",
  verify: "Verify",
  cutover: "Cut over",
  contract: "Contract",
};
