import type { CheckStep, IgnoredRule, SqlStep, StepDocument } from "#core/domain/plan-document.ts";

/**
 * What hangs on old columns, to be made again on the new ones. Not in it, since `composeRules` writes them of the rule itself: NOT
 * NULL, default and name of the columns.
 */
export interface ColumnTwin {
  /** Short statements once the new column is there: comments, statistics targets, storage, grants, extended statistics. */
  readonly settings: readonly Mirrored[];
  /** Built without blocking after the backfill, under spare names. */
  readonly indexes: readonly StepDocument[];
  /** NOT VALID constraints, each a short step of its own, then validated by a long one. */
  readonly constraints: readonly { readonly add: SqlStep; readonly validate: SqlStep }[];
  /** Before contract: what is made again in it would be accepted. */
  readonly checks: readonly CheckStep[];
  /** Say before contract what is so already; their undo, which comes after that of contract, proves old constraints again. */
  readonly returns: readonly SqlStep[];
  /** Right before the contract transaction: takes away what needs locks or time of its own. */
  readonly before: readonly SqlStep[];
  /** Right after it. */
  readonly after: readonly StepDocument[];
  /** Right before the contract transaction. */
  readonly preflight: readonly CheckStep[];
  /** Statements of the contract transaction. */
  readonly contract: readonly ContractStatement[];
  /** At the end of the soak, before the old columns are dropped. */
  readonly last: readonly string[];
  /** What is accepted of that drop. */
  readonly lastIgnore: readonly IgnoredRule[];
  /** What goes with the old columns at the end of the soak, in words, and what the author must look at. */
  readonly notes: readonly string[];
}

export interface Mirrored {
  readonly sql: string;
  readonly undo: string | null;
  readonly ignore?: IgnoredRule | undefined;
}

/**
 * Stages of the contract transaction, in this order: views go before tables are locked (clients lock them in that order), and come
 * back last. The undo of contract runs the mirrors backwards, with the locks after the views.
 */
export const CONTRACT_STAGES = [
  "views-away",
  "lock",
  "detach",
  "old-away",
  "new-in",
  "types",
  "attach",
  "settings",
  "views-back",
] as const;
export type ContractStage = (typeof CONTRACT_STAGES)[number];

export interface ContractStatement {
  readonly stage: ContractStage;
  readonly sql: string;
  /** `null`: nothing to undo. */
  readonly mirror: string | null;
  readonly ignore?: IgnoredRule | undefined;
}
