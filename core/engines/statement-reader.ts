import type { LockFacts } from "#core/domain/lock-facts.ts";
import type { Phase } from "#core/domain/phase.ts";
import type { TableRef } from "./introspector.ts";

export interface ColumnUse {
  /** `null` where the column could belong to any of the statement's tables. */
  readonly table: TableRef | null;
  readonly column: string;
  /** One-based place in the text that was read. */
  readonly line: number;
  readonly col: number;
}

/** One statement of a text, as a real parser saw it. */
export interface Statement {
  readonly text: string;
  /** One-based place in the text that was read. */
  readonly line: number;
  readonly column: number;
  /** The standard's or engine's words, such as `ALTER TABLE … ADD COLUMN`. */
  readonly label: string;
  /** Whether it only reads. */
  readonly readOnly: boolean;
  /** Existing tables it names, with the place of the name. */
  readonly tables: readonly (TableRef & {
    readonly line: number;
    readonly column: number;
    readonly access: "read" | "write" | "ddl";
  })[];
  /** Columns it names that must exist before it. Empty where the reader cannot tell. */
  readonly columns: readonly ColumnUse[];
  readonly creates: {
    readonly tables: readonly TableRef[];
    /** `type` as it is written, where the reader can cut it out. */
    readonly columns: readonly {
      readonly table: TableRef;
      readonly column: string;
      readonly type?: string | undefined;
    }[];
    readonly indexes: readonly string[];
  };
  readonly drops: {
    readonly tables: readonly TableRef[];
    /** Renamed columns count as dropped (old name) and created (new name). */
    readonly columns: readonly { readonly table: TableRef; readonly column: string }[];
    readonly indexes: readonly string[];
  };
  readonly locks: LockFacts;
  /** Where it belongs in a phased plan; `null` with the reason where it does not. */
  readonly placement:
    | { readonly phase: Phase; readonly kind: "sql" | "index" | "backfill" | "check"; readonly why: string }
    | { readonly phase: null; readonly why: string };
  /** The statement that undoes it, where one follows mechanically. */
  readonly undo: string | null;
  /** For an UPDATE that a backfill can carry out: its parts. */
  readonly update: {
    readonly table: TableRef;
    readonly set: Readonly<Record<string, string>>;
    readonly where: string | null;
  } | null;
}

export interface StatementReader {
  /**
   * Splits and classifies.
   * @throws DomainError `invalid-plan` with line and column where the text does not parse.
   */
  read(sql: string): Promise<readonly Statement[]>;
  /** Columns that an expression over one row of `table` names; throws `invalid-plan` as above. */
  readExpression(expression: string): Promise<readonly ColumnUse[]>;
  parseTable(text: string): TableRef;
  quote(identifier: string): string;
  quoteTable(table: TableRef): string;
}
