import type { StepId } from "./step-id.ts";

export const SEVERITIES = ["note", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A result of plan analysis. An `error` keeps a plan from review. */
export interface Finding {
  /** Stable, such as `unknown-table`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string | undefined;
  readonly step?: StepId | undefined;
  /** Place in the plan's source, one-based. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
