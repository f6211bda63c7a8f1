export const STEP_KINDS = ["sql", "index", "sync", "backfill", "check", "gate", "soak"] as const;
export type StepKind = (typeof STEP_KINDS)[number];
