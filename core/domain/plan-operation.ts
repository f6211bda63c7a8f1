/** What an author says shall change; `core/plan/operations/` writes the phased plan. `contracts/plan-operation.ts` parses it. */
export interface OperationSpecs {
  "create-table": { readonly table: string; readonly columns: readonly ColumnSpec[] } & TableKeys;
  "drop-table": OnTable & Soaking;
  "rename-table": OnTable & { readonly to: string };
  "add-column": OnTable & {
    readonly column: ColumnSpec;
    /** Fills existing rows and rows of old writers: an expression over the row. */
    readonly up?: string | undefined;
  };
  "drop-column": OnColumn & Soaking & { readonly down?: string | undefined };
  "rename-column": OnColumn & Soaking & { readonly to: string };
  "change-type": OnColumn &
    Soaking & {
      readonly type: string;
      /** New value over the old row; absent: a cast. */
      readonly up?: string | undefined;
      /** Old value over the new row; absent: a cast. */
      readonly down?: string | undefined;
      readonly default?: string | null | undefined;
    };
  "set-not-null": OnColumn & { readonly fill?: string | undefined };
  "drop-not-null": OnColumn;
  "set-default": OnColumn & { readonly default: string };
  "drop-default": OnColumn;
  comment: OnTable & {
    readonly column?: string | undefined;
    readonly constraint?: string | undefined;
    readonly index?: string | undefined;
    /** `null` removes it. */
    readonly comment: string | null;
  };
  "add-check": OnTable & Named & { readonly check: string; readonly repair?: Repair | undefined };
  "add-unique": OnTable &
    Named & {
      readonly columns: readonly string[];
      readonly include?: readonly string[] | undefined;
      readonly nullsNotDistinct?: boolean | undefined;
      readonly deferrable?: Deferrable | undefined;
    };
  "add-primary-key": OnTable & Named & { readonly columns: readonly string[] };
  "add-foreign-key": OnTable &
    Named & {
      readonly columns: readonly string[];
      readonly references: ReferenceSpec;
      readonly deferrable?: Deferrable | undefined;
      /** What becomes of rows that point to nothing. */
      readonly orphans?: "refuse" | "set-null" | undefined;
    };
  "add-exclusion": OnTable & Named & Soaking & { readonly exclude: string };
  "drop-constraint": OnTable & Named;
  "rename-constraint": OnTable & Named & { readonly to: string };
  "create-index": OnTable & { readonly index: string };
  "drop-index": { readonly index: string };
  "replace-index": { readonly index: string; readonly by: string };
  "split-column": OnColumn &
    Soaking & {
      readonly into: readonly (ColumnSpec & { readonly up: string })[];
      readonly down: string;
    };
  "merge-columns": OnTable &
    Soaking & {
      readonly columns: readonly string[];
      readonly into: ColumnSpec & { readonly up: string };
      readonly down: Readonly<Record<string, string>>;
    };
  "move-column": OnColumn &
    Soaking & {
      readonly to: string;
      readonly as?: string | undefined;
      /** Column of `to`: column of `table`, by which rows belong together. */
      readonly on: Readonly<Record<string, string>>;
    };
  "add-enum-value": OnEnum & {
    readonly value: string;
    readonly before?: string | undefined;
    readonly after?: string | undefined;
  };
  "rename-enum-value": OnEnum & { readonly value: string; readonly to: string };
  /** Rows that hold the value get `instead`. */
  "remove-enum-value": OnEnum & Soaking & { readonly value: string; readonly instead: string };
  "reorder-enum": OnEnum & Soaking & { readonly values: readonly string[] };
  /** An integer key and all foreign keys on it become bigint. */
  "widen-key": OnColumn & Soaking;
  "partition-table": OnTable &
    Soaking & {
      readonly by: "range" | "list" | "hash";
      readonly column: string;
      /** New partitions beside the one that takes the existing rows. */
      readonly partitions: readonly PartitionSpec[];
    };
  "set-replica-identity": OnTable & {
    readonly identity: "default" | "full" | "nothing" | { readonly index: string };
  };
  "replace-view": { readonly view: string; readonly query: string };
  "replace-materialized-view": { readonly view: string; readonly query: string };
  sql: { readonly sql: string; readonly undo: string; readonly phase?: "expand" | "contract" | undefined };
}
export type OperationName = keyof OperationSpecs;

/** As it stands in a plan: one key, the operation's name. */
export type PlanOperation = { [N in OperationName]: { readonly [K in N]: OperationSpecs[N] } }[OperationName];

interface OnTable {
  /** `schema.table` or `table`, as in steps. */
  readonly table: string;
}
interface OnColumn extends OnTable {
  readonly column: string;
}
interface OnEnum {
  /** `schema.type` or `type`. */
  readonly type: string;
}
interface Named {
  readonly name: string;
}
interface Soaking {
  /** How long the old form stays after contract, kept in step: until then a rollback loses nothing. A duration; default 10m. */
  readonly soak?: string | undefined;
}
export type Deferrable = "immediate" | "deferred";
export interface ColumnSpec {
  readonly name: string;
  readonly type: string;
  readonly notNull?: boolean | undefined;
  readonly default?: string | undefined;
  readonly identity?: "always" | "by-default" | undefined;
  /** A stored generated column: emulated by a trigger on a table with rows. */
  readonly generated?: string | undefined;
  readonly collation?: string | undefined;
  readonly comment?: string | undefined;
}
interface TableKeys {
  readonly primaryKey?: readonly string[] | undefined;
  readonly unique?: readonly (readonly string[])[] | undefined;
  readonly checks?: Readonly<Record<string, string>> | undefined;
  readonly foreignKeys?:
    | readonly { readonly columns: readonly string[]; readonly references: ReferenceSpec }[]
    | undefined;
  readonly comment?: string | undefined;
}
export interface ReferenceSpec {
  readonly table: string;
  readonly columns: readonly string[];
  readonly onDelete?: ReferenceAction | undefined;
  readonly onUpdate?: ReferenceAction | undefined;
}
export type ReferenceAction = "no action" | "restrict" | "cascade" | "set null" | "set default";
export interface Repair {
  /** Column: expression over the row, for rows that violate. */
  readonly set: Readonly<Record<string, string>>;
}
/** `values` as PostgreSQL writes the bound after FOR VALUES, such as `FROM ('2026-01-01') TO ('2027-01-01')`. */
export interface PartitionSpec {
  readonly name: string;
  readonly values: string;
}

/** How old and new releases reach the tables side by side: each through the views of its own schema. */
export interface VersionedAccess {
  /** Schema of the views for the release that runs now; absent: it uses the tables. */
  readonly old?: string | undefined;
  /** Schema of the views for the new release. */
  readonly new: string;
}
