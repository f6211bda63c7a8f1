import type { Blocker } from "./blocker.ts";

/** What a gate demands of one application before it opens. */
export interface GateDemand {
  readonly application: string;
  /** Such as `>= 2.3.0`, of every live instance. */
  readonly version: string | null;
  readonly unread: readonly string[];
  readonly unwritten: readonly string[];
  /** For how long the columns must have been left alone. */
  readonly forMs: number;
}

export const DEMAND_KINDS = ["reports", "version", "unread", "unwritten", "statements"] as const;
export type DemandKind = (typeof DEMAND_KINDS)[number];

/** How a demand stands just now. */
export interface DemandStanding {
  readonly kind: DemandKind;
  /** `null`: of whoever sends statements. */
  readonly application: string | null;
  /** What is demanded, such as "every live instance of shop is >= 2.3.0". */
  readonly title: string;
  readonly isMet: boolean;
  /** What was seen, in a sentence. */
  readonly says: string;
  /** What holds it back, and how to go on. */
  readonly blockers: readonly Blocker[];
  /** ISO 8601: when it holds if nothing happens until then; `null`: time alone does not do it. */
  readonly liftsAt: string | null;
}

/** How a gate with demands stood when a worker last looked. */
export interface GateStanding {
  /** ISO 8601. */
  readonly lookedAt: string;
  readonly demands: readonly DemandStanding[];
  /** What could not be looked at, and why. */
  readonly notes: readonly string[];
}
