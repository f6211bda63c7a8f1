import type { StepId } from "./step-id.ts";

export const SEVERITIES = ["note", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A result of plan analysis. An `error` keeps a plan from review, unless its author suppressed it with a reason. */
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
  /** Which field of the document, where it is about one: `operations.0.change-type.up`. */
  readonly path?: string | undefined;
  /** The strongest lock that it is about, in the engine's words. */
  readonly lock?: string | undefined;
  /** Who waits meanwhile. */
  readonly blocks?: readonly Blocked[] | undefined;
  /** Whether the table is copied under that lock. */
  readonly rewrite?: boolean | undefined;
  /** Why its author accepts it; it counts no more, and is shown all the same. */
  readonly suppressed?: string | undefined;
  /** A mechanical rewrite of the plan that takes the cause away. */
  readonly saferForm?: string | undefined;
}

export type Blocked = "reads" | "writes";
