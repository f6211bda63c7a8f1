/** A relation, type or function with the schema it lives in. Names are as the engine stores them: unquoted, folded. */
export interface ObjectName {
  readonly schema: string;
  readonly name: string;
}

/**
 * How often an expression gives another value: `stable` is one value for a whole statement (`now()`); `unknown` calls a function
 * that neither the engine's own list nor the model knows.
 */
export type Volatility = "constant" | "stable" | "volatile" | "unknown";

/** What was measured on the target, each `null` where nobody knows. */
export interface TableFacts {
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly indexBytes: number | null;
  readonly writesPerSecond: number | null;
  readonly readsPerSecond: number | null;
}

export interface ColumnModel {
  readonly name: string;
  /** The engine's full name of it with its modifiers, such as `character varying(50)` or `public.mood[]`. */
  readonly type: string;
  /** `not-valid`: PostgreSQL 18 keeps it for new rows only until it is validated. */
  readonly notNull: "yes" | "no" | "not-valid";
  readonly default: { readonly text: string; readonly volatility: Volatility } | null;
  readonly generated: { readonly kind: "stored" | "virtual"; readonly text: string } | null;
  readonly identity: "always" | "by-default" | null;
  /** `null`: that of the type. */
  readonly collation: string | null;
}

export interface ForeignKeyTarget {
  readonly table: ObjectName;
  /** Empty where the primary key is meant and not known. */
  readonly columns: readonly string[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
}
export type ForeignKeyAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

export type ConstraintKind = "check" | "not-null" | "unique" | "primary-key" | "foreign-key" | "exclusion";

export interface ConstraintModel {
  readonly name: string;
  readonly kind: ConstraintKind;
  /** Columns that it names; of a foreign key those on this side. */
  readonly columns: readonly string[];
  /** The condition of a CHECK, as it is written. */
  readonly expression: string | null;
  /** Columns that a CHECK shows to be NOT NULL wherever it holds. */
  readonly proves: readonly string[];
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly noInherit: boolean;
  readonly deferrable: boolean;
  readonly references: ForeignKeyTarget | null;
  /** The index that keeps a key. */
  readonly index: ObjectName | null;
}

export interface TriggerModel {
  readonly name: string;
  readonly function: ObjectName | null;
  readonly enabled: boolean;
}
export interface PolicyModel {
  readonly name: string;
  readonly command: "all" | "select" | "insert" | "update" | "delete";
  readonly permissive: boolean;
}

/** A bound as the engine writes it, with what can be reckoned with. */
export interface PartitionBound {
  readonly isDefault: boolean;
  readonly strategy: "range" | "list" | "hash" | null;
  /** One a column of the key; `null`: MINVALUE, MAXVALUE or what is no constant. */
  readonly from: readonly (string | null)[];
  readonly to: readonly (string | null)[];
  readonly values: readonly (string | null)[];
}

export interface TableModel {
  readonly name: ObjectName;
  readonly kind: "table" | "partitioned" | "foreign";
  readonly persistence: "permanent" | "unlogged" | "temporary";
  readonly columns: readonly ColumnModel[];
  readonly constraints: readonly ConstraintModel[];
  readonly triggers: readonly TriggerModel[];
  readonly policies: readonly PolicyModel[];
  readonly rules: readonly string[];
  readonly rowSecurity: boolean;
  readonly partitionKey: {
    readonly strategy: "range" | "list" | "hash";
    readonly columns: readonly (string | null)[];
  } | null;
  readonly partitionOf: { readonly parent: ObjectName; readonly bound: PartitionBound } | null;
  readonly inherits: readonly ObjectName[];
  /** `null` for the database's own. */
  readonly tablespace: string | null;
  readonly accessMethod: string | null;
  readonly replicaIdentity: "default" | "nothing" | "full" | "index";
  readonly ofType: ObjectName | null;
  /** Whether `columns` and the rest are all there is; `false` for a table of which only some statements were seen. */
  readonly known: boolean;
  /** Made by the plan or script that is read: empty and unused. */
  readonly bornHere: boolean;
  readonly facts: TableFacts | null;
}

export interface IndexModel {
  readonly name: ObjectName;
  readonly table: ObjectName;
  readonly unique: boolean;
  readonly primary: boolean;
  /** `false`: a build that failed left it. */
  readonly valid: boolean;
  readonly method: string;
  /** Key columns in order; `null` for an expression. */
  readonly keys: readonly (string | null)[];
  readonly include: readonly string[];
  /** Columns that its expressions and its WHERE name. */
  readonly expressionColumns: readonly string[];
  readonly where: string | null;
  /** Stands on a partitioned parent. */
  readonly partitioned: boolean;
  readonly parent: ObjectName | null;
  readonly bornHere: boolean;
  readonly bytes: number | null;
}

export interface ViewModel {
  readonly name: ObjectName;
  readonly materialized: boolean;
  /** Relations that it reads. */
  readonly sources: readonly ObjectName[];
  /** Columns that it reads; `null` where they could not be told, and any must be assumed. */
  readonly columns: readonly { readonly table: ObjectName; readonly column: string }[] | null;
  readonly bornHere: boolean;
}

export interface SequenceModel {
  readonly name: ObjectName;
  readonly ownedBy: { readonly table: ObjectName; readonly column: string } | null;
  readonly bornHere: boolean;
}

export interface DomainModel {
  readonly name: ObjectName;
  readonly base: string;
  readonly notNull: boolean;
  readonly checks: readonly { readonly name: string; readonly validated: boolean }[];
}
export interface EnumModel {
  readonly name: ObjectName;
  readonly values: readonly string[];
  /** Values that this transaction, plan or script added. */
  readonly added: readonly string[];
}
export interface CompositeModel {
  readonly name: ObjectName;
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
}
export interface FunctionModel {
  readonly name: ObjectName;
  readonly arguments: number;
  readonly volatility: "immutable" | "stable" | "volatile";
  readonly language: string;
  /** A body that PostgreSQL folds into the calling expression, and the volatility of what is left then. */
  readonly inlined: Volatility | null;
}
export interface PublicationModel {
  readonly name: string;
  readonly allTables: boolean;
  readonly tables: readonly ObjectName[];
}
export interface StatisticsModel {
  readonly name: ObjectName;
  readonly table: ObjectName;
}

/**
 * The schema as facts, without an engine in it. Maps are keyed by `modelKey`. Never changed in place: `apply` answers another one.
 */
export interface SchemaModel {
  /** `false`: what is not in the model may exist all the same, as when one file is read without a database. */
  readonly complete: boolean;
  /**
   * Relations that were looked for in the database and are not there; `null`: no database was looked at. Where one was,
   * its types, functions and publications are all in the model.
   */
  readonly absent: ReadonlySet<string> | null;
  readonly searchPath: readonly string[];
  readonly schemas: ReadonlySet<string>;
  readonly tables: ReadonlyMap<string, TableModel>;
  readonly indexes: ReadonlyMap<string, IndexModel>;
  readonly views: ReadonlyMap<string, ViewModel>;
  readonly sequences: ReadonlyMap<string, SequenceModel>;
  readonly domains: ReadonlyMap<string, DomainModel>;
  readonly enums: ReadonlyMap<string, EnumModel>;
  readonly composites: ReadonlyMap<string, CompositeModel>;
  /** Overloads stand under one key. */
  readonly functions: ReadonlyMap<string, readonly FunctionModel[]>;
  readonly statistics: ReadonlyMap<string, StatisticsModel>;
  readonly publications: ReadonlyMap<string, PublicationModel>;
  readonly extensions: ReadonlySet<string>;
  /** Of the session that runs the statements; `null`: not known. `SET timezone` in a script changes it. */
  readonly timeZone: string | null;
}
