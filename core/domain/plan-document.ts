import type { Dialect } from "./dialect.ts";
import type { Phase } from "./phase.ts";
import type { PlanOperation, VersionedAccess } from "./plan-operation.ts";

/** A query that matters: how it is planned is compared before and after. */
export interface PlanQuery {
  readonly name: string;
  readonly sql: string;
}

/** The plan document as people write it; `contracts/plan-document.ts` parses it. */
export interface PlanDocument {
  readonly sluice: 1;
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly engine: Dialect;
  /** For the review only: a rollout does not send them. */
  readonly queries?: readonly PlanQuery[] | undefined;
  /** What shall change, by name; the phases are written of it from a catalog, and are what is carried out. */
  readonly operations?: readonly PlanOperation[] | undefined;
  readonly access?: VersionedAccess | undefined;
  readonly expanded?: ExpandedMark | undefined;
  readonly phases: { readonly [P in Phase]?: readonly StepDocument[] | undefined };
}

/** Left by expansion: digests of the operations and of the phases that were written of them. Either differs: somebody changed it since. */
export interface ExpandedMark {
  readonly operations: string;
  readonly phases: string;
}

/** A rule that the author of a step accepts, and why; the approver reads both. */
export interface IgnoredRule {
  readonly rule: string;
  readonly reason: string;
}
/** What every step may say. */
interface Ignoring {
  readonly ignore?: readonly IgnoredRule[] | undefined;
  /** The operation that it was written for. */
  readonly from?: string | undefined;
}

/** SQL that undoes a step; `keep`: it may stay; or `none`: the step is a point of no return, stated by its author. */
export type Undo = string;

export interface SqlStep extends Ignoring {
  readonly sql: string;
  readonly undo: Undo;
  readonly name?: string | undefined;
}
/** A CREATE INDEX or DROP INDEX statement. Built concurrently where the engine can. A CREATE is undone by dropping. */
export interface IndexStep extends Ignoring {
  readonly index: string;
  readonly undo?: Undo | undefined;
  readonly name?: string | undefined;
}
/** Dual writes: `to` maps a new column to an expression over the row, `back` an old column to one. Undone by removal. */
export interface SyncStep extends Ignoring {
  readonly sync: {
    readonly table: string;
    readonly to: Readonly<Record<string, string>>;
    readonly back?: Readonly<Record<string, string>> | undefined;
  };
  readonly name?: string | undefined;
}
/**
 * Rows are changed in batches. `undo: keep` leaves the written values (the column goes with the undo of expand),
 * `none` states a point of no return, `keep-old-values` keeps old values in the target and puts them back.
 */
export interface BackfillStep extends Ignoring {
  readonly backfill: {
    readonly table: string;
    readonly set: Readonly<Record<string, string>>;
    readonly where?: string | undefined;
    readonly batch?: number | undefined;
    readonly pause?: string | undefined;
    /** `quiet`: the table's triggers and foreign keys do not see the batches, those excepted that always fire. */
    readonly triggers?: "fire" | "quiet" | undefined;
  };
  readonly undo?: "keep" | "none" | "keep-old-values" | undefined;
  readonly name?: string | undefined;
}
/** A table and its copy under the same key; `columns` maps a column of the copy to an expression over the original's row. */
export interface CopyCheck {
  readonly from: string;
  readonly to: string;
  readonly columns: Readonly<Record<string, string>>;
}
/**
 * `none`: the query must return no row. `equal`: both queries must return the same single value. `copy`: every row of
 * the one table must be in the other, with these values, and no other row.
 */
export interface CheckStep extends Ignoring {
  readonly check:
    | { readonly name: string; readonly none: string }
    | { readonly name: string; readonly equal: readonly [string, string] }
    | { readonly name: string; readonly copy: CopyCheck };
}
/** What must be seen of an application before a gate opens. `for`: how long columns must have been left alone. */
export interface ApplicationDemand {
  readonly version?: string | undefined;
  readonly unread?: readonly string[] | undefined;
  readonly unwritten?: readonly string[] | undefined;
  readonly for?: string | undefined;
}
/** `ask`: a person must say yes. `applications`: opens once all that is demanded of them holds. At least one of them. */
export interface GateStep extends Ignoring {
  readonly gate: {
    readonly ask?: string | undefined;
    readonly applications?: Readonly<Record<string, ApplicationDemand>> | undefined;
  };
}
/** Waits; `for` is a duration such as `10m`, `2h`, `90s`. */
export interface SoakStep extends Ignoring {
  readonly soak: { readonly for: string; readonly why?: string | undefined };
}
export type StepDocument = SqlStep | IndexStep | SyncStep | BackfillStep | CheckStep | GateStep | SoakStep;
