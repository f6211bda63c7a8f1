import type { WrittenName } from "./resolve-name.ts";
import type { ConstraintKind, ForeignKeyAction, PartitionBound, Volatility } from "./schema-model.ts";
import type { SourcePlace } from "./source-place.ts";

/** A value as it is written. `unknown`: it calls a function that only the catalog knows. */
export interface ValueSpec {
  readonly kind: Volatility;
  readonly text: string;
  /** Functions that it calls, for the catalog to be asked. */
  readonly calls: readonly (WrittenName & { readonly arguments: number })[];
  /** Sequences that it advances, where they are written as literals. */
  readonly sequences: readonly WrittenName[];
}

/** A type as it is written, with the parts that decide. */
export interface TypeSpec {
  /** In the engine's full words, such as `character varying(50)`; a name that the engine does not own stays as it is written. */
  readonly text: string;
  /** The name alone, such as `int4`, with the schema where one is written. */
  readonly name: WrittenName;
  readonly modifiers: readonly number[];
  readonly isArray: boolean;
  /** `serial`, `bigserial`, `smallserial`. */
  readonly isSerial: boolean;
  readonly place: SourcePlace;
}

export interface ForeignKeySpec {
  readonly table: WrittenName;
  /** Empty where the primary key is meant. */
  readonly columns: readonly string[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
  /** Whether ON DELETE is written at all. */
  readonly onDeleteStated: boolean;
}

export interface ConstraintSpec {
  /** `null` where none is written and the engine makes one up. */
  readonly name: string | null;
  readonly kind: ConstraintKind;
  readonly columns: readonly string[];
  readonly expression: string | null;
  /** Columns that the expression names. */
  readonly names: readonly string[];
  /** Columns that a CHECK shows to be NOT NULL. */
  readonly proves: readonly string[];
  /** Functions in it that are not immutable by the engine's own list, or not known. */
  readonly impureCalls: readonly string[];
  readonly notValid: boolean;
  readonly enforced: boolean;
  readonly noInherit: boolean;
  readonly deferrable: boolean;
  readonly references: ForeignKeySpec | null;
  /** ADD … USING INDEX. */
  readonly usingIndex: string | null;
  readonly place: SourcePlace;
}

export interface ColumnSpec {
  readonly name: string;
  /** `null` where a type is not written, as SQLite allows. */
  readonly type: TypeSpec | null;
  readonly notNull: boolean;
  readonly default: ValueSpec | null;
  readonly generated: {
    readonly kind: "stored" | "virtual";
    readonly text: string;
    readonly names: readonly string[];
  } | null;
  readonly identity: "always" | "by-default" | null;
  readonly collation: string | null;
  /** UNIQUE, PRIMARY KEY, CHECK, REFERENCES and a named NOT NULL that stand with the column. */
  readonly constraints: readonly ConstraintSpec[];
  readonly place: SourcePlace;
}

export interface IndexKeySpec {
  /** `null` for an expression. */
  readonly column: string | null;
  readonly expression: string | null;
  readonly operatorClass: string | null;
}

export interface IndexSpec {
  readonly name: string | null;
  readonly table: WrittenName;
  readonly unique: boolean;
  readonly method: string;
  readonly keys: readonly IndexKeySpec[];
  readonly include: readonly string[];
  /** Columns that its expressions and its WHERE name. */
  readonly expressionColumns: readonly string[];
  readonly where: string | null;
  /** Storage parameters by name. */
  readonly options: Readonly<Record<string, string>>;
}

export interface TableSpec {
  readonly columns: readonly ColumnSpec[];
  readonly constraints: readonly ConstraintSpec[];
  readonly like: readonly {
    readonly table: WrittenName;
    readonly includingIndexes: boolean;
    readonly includingAll: boolean;
  }[];
  readonly inherits: readonly WrittenName[];
  readonly partitionOf: { readonly parent: WrittenName; readonly bound: PartitionBound } | null;
  readonly partitionKey: {
    readonly strategy: "range" | "list" | "hash";
    readonly columns: readonly (string | null)[];
  } | null;
  readonly ofType: WrittenName | null;
  /** CREATE TABLE AS, SELECT INTO. */
  readonly query: QuerySpec | null;
  readonly options: Readonly<Record<string, string>>;
}

/** A query as far as rules need it. */
export interface QuerySpec {
  /** Relations that it reads. */
  readonly sources: readonly WrittenName[];
  /** Columns that it names; `null` where a `*` or an unqualified name keeps them from being told apart. */
  readonly columns: readonly { readonly table: WrittenName | null; readonly column: string }[];
  readonly selectsStar: boolean;
  readonly calls: readonly WrittenName[];
}

/** The condition of an UPDATE or DELETE. */
export interface ConditionSpec {
  readonly kind: "none" | "always-true" | "some";
  readonly text: string | null;
  /** Known to go wrong or to keep an index from serving it. */
  readonly weaknesses: readonly (
    | "equals-null"
    | "function-on-column"
    | "leading-wildcard"
    | "long-or-list"
    | "limit-without-order"
  )[];
}
