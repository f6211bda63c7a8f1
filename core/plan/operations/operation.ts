import type { Dialect } from "#core/domain/dialect.ts";
import type { Phase } from "#core/domain/phase.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationName, OperationSpecs } from "#core/domain/plan-operation.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { GrantFact, OperationTable } from "./facts/table-facts.ts";
import type { ColumnRule } from "./rules/column-rule.ts";

/** A schema change by its name, and how it becomes a phased plan. One file an operation; nothing is carried out here. */
export interface Operation<N extends OperationName> {
  readonly name: N;
  readonly engines: readonly Dialect[];
  /** Such as "Change a column's type". */
  readonly title: string;
  /** One sentence for the picker and the docs page. */
  readonly summary: string;
  /** Words that a search finds it by. */
  readonly keywords: readonly string[];
  /** What waits for what, for the docs page: one sentence a lock. */
  readonly locks: string;
  readonly undo: string;
  /** What is refused while the plan is written, before anything starts, for the docs page; `refusals` of helpers are shared. */
  readonly refusals: readonly Refusal[];
  /** Shown on the docs page, and carried out by its test. */
  readonly example: OperationSpecs[N];
  /** Such as "change-type orders.amount": written into each step that comes from it. */
  label(spec: OperationSpecs[N]): string;
  /**
   * Reads the catalog, changes nothing.
   * @throws DomainError `invalid-plan` for what the catalog does not have, `unsupported` for what cannot be done online, with the
   * reason and the nearest alternative.
   */
  expand(spec: OperationSpecs[N], context: OperationContext): Promise<Expansion>;
}

export interface Refusal {
  readonly what: string;
  /** The nearest alternative. */
  readonly instead: string;
}

export interface Expansion {
  /** Steps of this operation alone, in order. */
  readonly steps?: { readonly [P in Phase]?: readonly StepDocument[] };
  /** They come before those of the rules: views that these make for releases would stand in their way. */
  readonly stepsFirst?: boolean;
  /** Columns computed from others: of all of them `compose` makes one trigger, one backfill and one contract a table. */
  readonly rules?: readonly ColumnRule[];
  /** What the author must know and no step says. */
  readonly notes?: readonly string[];
}

export interface OperationContext {
  /** Of the server, such as 150004. */
  readonly version: number;
  /** Names what Sluice makes in the target while the plan runs: letters and digits, unique among open plans. */
  readonly tag: string;
  readonly catalog: OperationCatalog;
  readonly sql: OperationSql;
}

/** What a target has. */
export interface OperationCatalog {
  /** @throws DomainError `invalid-plan` where there is none, with the nearest name. */
  table(name: string): Promise<OperationTable>;
  find(ref: TableRef): Promise<OperationTable | null>;
  /** Names of tables, views and sequences in a schema; `null`: there is no such schema. */
  relationsIn(schema: string): Promise<readonly string[] | null>;
  /** Labels in order, with the columns that use it. @throws DomainError `invalid-plan` where there is none. */
  enumType(name: string): Promise<EnumFacts>;
  /** Whether the login may keep triggers quiet while it writes, and what gives it the right. */
  quietRight(): Promise<{ readonly isGranted: boolean; readonly login: string; readonly how: string }>;
  index(name: string): Promise<{ readonly table: OperationTable; readonly index: OperationTable["indexes"][number] }>;
  /**
   * Whether ALTER TYPE leaves table and indexes as they are: tried on an empty temporary twin, which is rolled back.
   * @throws DomainError `invalid-plan` where the server refuses the change.
   */
  isFreeTypeChange(table: OperationTable, change: TriedTypeChange): Promise<boolean>;
  /**
   * Indexes, CHECKs and statistics of the table take other types for these columns, likewise tried.
   * @throws DomainError `invalid-plan` with the server's words where one does not.
   */
  assertTypesFit(table: OperationTable, columns: readonly TypedColumn[]): Promise<void>;
  /** Whether ADD COLUMN with this definition leaves the rows as they are, likewise tried. */
  isFastAddColumn(table: OperationTable, definition: string): Promise<boolean>;
  /** Columns that a query answers. @throws DomainError `invalid-plan` where the server cannot read it. */
  columnsOfQuery(query: string): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /** Type as the server names it. @throws DomainError `invalid-plan` for an unknown one. */
  typeName(type: string): Promise<string>;
  /**
   * Evaluates expressions over rows of the table, read-only, at most `rows` of them. With 0 rows it is only asked whether the server
   * accepts them; then the columns need not be those that the table has.
   * @throws DomainError `invalid-plan` where the server cannot read one (unknown column, wrong type).
   */
  tryExpressions(
    table: OperationTable,
    expressions: readonly TriedExpression[],
    rows: number,
  ): Promise<readonly TriedAnswer[]>;
}
export interface TriedTypeChange extends TypedColumn {
  /** Quoted; absent: that of the type. */
  readonly collation?: string | null;
  /** CHECKs on the column are taken away for the change: otherwise all rows are read for them, which is not free. */
  readonly withoutChecks?: boolean;
  /** A type that the column has by then, for the way back. */
  readonly after?: string;
}
export interface TypedColumn {
  readonly column: string;
  readonly type: string;
}
export interface TriedExpression {
  readonly name: string;
  /** Over the row. */
  readonly expression: string;
  /** That it is assigned to. */
  readonly type: string;
}
export interface TriedAnswer {
  readonly name: string;
  readonly rows: number;
  readonly nulls: number;
  /** How many rows raise an error, and the first of them. */
  readonly failed: number;
  readonly error: string | null;
  readonly volatile: boolean;
}
export interface EnumFacts {
  readonly ref: Required<TableRef>;
  readonly values: readonly string[];
  readonly owner: string;
  readonly comment: string | null;
  /** `null`: those that a type has by itself. */
  readonly grants: readonly GrantFact[] | null;
  readonly extension: string | null;
  readonly columns: readonly { readonly table: Required<TableRef>; readonly column: string; readonly array: boolean }[];
  /** Functions and procedures whose body is a text, with the type, or its array, in their signature. */
  readonly functions: readonly EnumFunction[];
  /** All else that the server binds to it; `kind` is the catalog that it is in, `on` and `name` the relation and its column or trigger. */
  readonly users: readonly {
    readonly what: string;
    readonly kind: string;
    readonly on: Required<TableRef> | null;
    readonly name: string | null;
  }[];
}
export interface EnumFunction {
  readonly ref: Required<TableRef>;
  /** As DROP ROUTINE takes it. */
  readonly signature: string;
  readonly definition: string;
  readonly owner: string;
  readonly comment: string | null;
  readonly grants: readonly GrantFact[] | null;
  /** What is bound to it, in words. */
  readonly users: readonly string[];
}

/** A CREATE INDEX statement in parts. */
export interface IndexText {
  readonly name: string;
  readonly table: TableRef;
  /** Of the keys; an expression is called after its function, or `expr`. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** `null` for an expression. */
  readonly keys: readonly (string | null)[];
  readonly method: string;
  readonly partial: boolean;
  /** What stands after the table; ends with a line where a comment does. */
  readonly rest: string;
}

/** How the engine's SQL is written and read. */
export interface OperationSql {
  /** An identifier, quoted where it must be. */
  name(name: string): string;
  table(ref: TableRef): string;
  text(text: string): string;
  parseTable(name: string): TableRef;
  /** Columns that an expression over one table names, by the parser. @throws DomainError `invalid-plan`. */
  columnsOf(expression: string): Promise<readonly string[]>;
  /** The expression with column references renamed, never their text in literals, functions or types. */
  renameColumns(expression: string, names: Readonly<Record<string, string>>): Promise<string>;
  /** The same for a query, for columns of one table. @throws DomainError `unsupported` where it cannot be told whose a name is. */
  renameInQuery(query: string, table: Required<TableRef>, names: Readonly<Record<string, string>>): Promise<string>;
  /** @throws DomainError `invalid-plan` unless it is one CREATE INDEX with a name. */
  readIndex(statement: string): Promise<IndexText>;
}
