import type { TableRef } from "./introspector.ts";

/** Columns as one statement of a plan leaves them: computed anew over the row as it was, or gone. */
export interface RowLayer {
  /** Column to expression; `null`: it will have values that cannot be told before. */
  readonly set: Readonly<Record<string, string | null>>;
  readonly gone: readonly string[];
  /** Types as they are written, of columns that this statement adds or changes. */
  readonly types?: Readonly<Record<string, string>> | undefined;
  /** Columns that are not in `set` are gone, and rows outside this filter with them: what INSERT … SELECT copies. */
  readonly copy?: { readonly where: string | null } | undefined;
}

/** The rows of a table that is there, as the steps before leave them. */
export interface RowSource {
  readonly table: TableRef;
  readonly layers: readonly RowLayer[];
}

/** What each row must satisfy for a statement to succeed. Columns are names, expressions are SQL over the row. */
export type RowRule =
  | { readonly kind: "not null"; readonly columns: readonly string[] }
  | {
      readonly kind: "unique";
      /** In the order of the index: a column or an expression. */
      readonly parts: readonly { readonly column: string | null; readonly sql: string }[];
      readonly where: string | null;
      readonly nullsDistinct: boolean;
      readonly label: string;
    }
  | {
      readonly kind: "foreign key";
      readonly columns: readonly string[];
      readonly references: TableRef;
      /** Empty: the primary key. */
      readonly referenced: readonly string[];
      /** MATCH FULL: all of the columns are NULL, or none. */
      readonly full: boolean;
    }
  | { readonly kind: "check"; readonly expression: string }
  | { readonly kind: "type"; readonly column: string; readonly type: string; readonly using: string | null }
  | {
      readonly kind: "expression";
      readonly column: string;
      readonly expression: string;
      /** Rows to which it is applied; `null`: all. */
      readonly where: string | null;
      /** As it is written, where the rule's own statement adds the column; `null`: it is there before. */
      readonly type: string | null;
      /** Whether it must give the same answer each time, as a backfill asks. */
      readonly pure: boolean;
    }
  | {
      readonly kind: "round trip";
      readonly to: Readonly<Record<string, string>>;
      readonly column: string;
      readonly back: string;
    };

/** What a statement means for rows, in the order in which it happens. */
export type RowEvent =
  | {
      readonly kind: "rule";
      readonly table: TableRef;
      readonly rule: RowRule;
      /** Name of a constraint that rows need not satisfy before it is validated. */
      readonly notValid?: string | undefined;
    }
  | { readonly kind: "validate"; readonly table: TableRef; readonly constraint: string }
  | { readonly kind: "layer"; readonly table: TableRef; readonly layer: RowLayer }
  /** `rules`: what its definition asks of the rows that come in. */
  | { readonly kind: "born"; readonly table: TableRef; readonly rules?: readonly RowRule[] | undefined }
  /** Filled from another table, row by row. */
  | { readonly kind: "filled"; readonly table: TableRef; readonly from: TableRef; readonly layer: RowLayer }
  | { readonly kind: "written"; readonly table: TableRef }
  | { readonly kind: "dropped"; readonly table: TableRef }
  | { readonly kind: "renamed"; readonly from: TableRef; readonly to: TableRef };
