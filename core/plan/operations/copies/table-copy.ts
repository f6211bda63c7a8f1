import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";

/**
 * A table that is copied into another, which takes its place (reference: postgres.md, 2.1 T). Until the swap the copy lives in a
 * schema of its own, and after it the old table does: so that table, indexes, constraints and sequences keep their names.
 */
export interface TableCopy {
  readonly table: OperationTable;
  readonly tag: string;
  /** Schema of the copy until the swap. */
  readonly next: string;
  /** Schema of the old table after it. */
  readonly past: string;
  /** Columns that tell a row from all others, on both sides. */
  readonly key: readonly string[];
  /** How the copy differs. */
  readonly shape: CopyShape;
}
export interface CopyShape {
  /** Such as `RANGE (created_at)`. */
  readonly partitionBy: string | null;
  /** Each with what stands after PARTITION OF. */
  readonly partitions: readonly { readonly name: string; readonly bound: string }[];
  /** Column that every unique key of a partitioned table must hold. */
  readonly partitionColumn: string | null;
  /** Constraints that the copy has besides those of the table. */
  readonly added: readonly string[];
}

export const copyRef = ({ next, table }: TableCopy): TableRef => ({ schema: next, name: table.ref.name });
export const pastRef = ({ past, table }: TableCopy): TableRef => ({ schema: past, name: table.ref.name });

/** Columns that are written: a generated one follows from them. */
export const writtenColumns = ({ table }: TableCopy): readonly OperationColumn[] =>
  table.columns.filter(({ generated }) => generated === null);

/** The column that a batch sets, so that the trigger copies the row. */
export const copiedFlag = ({ tag }: TableCopy): string => `_slc_${tag}_d`;
