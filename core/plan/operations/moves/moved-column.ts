import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";

/** A column that goes to another table. */
export interface MovedColumn {
  readonly from: OperationTable;
  readonly to: OperationTable;
  readonly column: OperationColumn;
  /** Its name there. */
  readonly name: string;
  /** By which rows belong together; those of `from` are unique. */
  readonly pairs: readonly { readonly there: string; readonly here: string }[];
  readonly tag: string;
}

/** Says of a row of the other table that it has its value. */
export const movedFlag = ({ tag }: MovedColumn): string => `_slc_${tag}_d`;
/** The old column during the soak. */
export const movedAway = ({ tag }: MovedColumn): string => `_slc_${tag}_o`;
