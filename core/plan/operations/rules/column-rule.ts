import type { OperationTable } from "../facts/table-facts.ts";
import type { ContractStatement, Mirrored } from "./column-twin.ts";

/**
 * Columns of one table that are two forms of one thing: the old side, which running releases know, and the new. Writes on either
 * side are carried to the other by the table's one trigger; existing rows are backfilled; contract leaves the new side alone.
 */
export interface ColumnRule {
  readonly table: OperationTable;
  /** Where the rule comes from, as `Operation.label` says. */
  readonly from: string;
  /** Columns that contract takes away; empty for a column that is only added. */
  readonly old: readonly OldColumn[];
  /** Columns that contract leaves. */
  readonly new: readonly NewColumn[];
  /** How long the old side stays after contract, kept in step; `null`: nothing old stays. */
  readonly soak: string | null;
  /**
   * First in the transaction that adds the columns, such as a type or a sequence that the expressions need. They are not tried
   * beforehand then.
   */
  readonly install?: readonly Mirrored[] | undefined;
  /** Goes into the contract transaction of the table, such as the names of types. */
  readonly contract?: readonly ContractStatement[] | undefined;
  /** Statements at the end of the soak, after the old columns are gone. */
  readonly last?: readonly string[] | undefined;
  /** Rules with the same word share one contract transaction, whichever table they are for. */
  readonly together?: string | undefined;
}
export interface OldColumn {
  readonly name: string;
  /** Its value over the new side of the row (names as contract leaves them); `null`: it cannot be told, a new writer leaves it NULL. */
  readonly down: string | null;
}
export interface NewColumn {
  /** As contract leaves it. May equal an old column's: then it lives under a spare name until contract. */
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  /** Its value over the old side of the row. */
  readonly up: string;
  /** Set NOT NULL at contract, proved by a check before. */
  readonly notNull: boolean;
  readonly default: string | null;
  readonly identity: "always" | "by-default" | null;
  readonly comment: string | null;
  /** The old column whose indexes, constraints, grants, … it takes over; `null`: a column of its own. */
  readonly takesOver: string | null;
  /** Values are computed for good: the trigger stays after contract (a generated column, emulated). */
  readonly generated: boolean;
}

export interface SpareNames {
  /** Under which a new column lives until contract, by its name. */
  readonly new: Readonly<Record<string, string>>;
  /** Under which an old column lives during the soak, by its name. */
  readonly old: Readonly<Record<string, string>>;
  /** Another name that is free, such as for an index that is being built. */
  next(kind: "i" | "k" | "s"): string;
}
