import type {
  ColumnSpec,
  ConstraintSpec,
  IndexSpec,
  QuerySpec,
  TableSpec,
  TypeSpec,
  ValueSpec,
} from "./change-specs.ts";
import type { WrittenName } from "./resolve-name.ts";
import type { RowChange, SessionChange } from "./row-change.ts";
import type { PartitionBound, Volatility } from "./schema-model.ts";
import type { SourcePlace } from "./source-place.ts";

interface OnTable {
  readonly table: WrittenName;
  /** ONLY: not the children. */
  readonly only: boolean;
  /** ALTER TABLE IF EXISTS. */
  readonly ifExists: boolean;
}
interface OnColumn extends OnTable {
  readonly column: string;
}
interface Dropping {
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
interface Replacing {
  readonly ifNotExists: boolean;
  readonly orReplace: boolean;
}

/** Subcommands of ALTER TABLE that concern columns. */
type ColumnChange =
  | (OnTable & { readonly kind: "add-column"; readonly column: ColumnSpec; readonly ifNotExists: boolean })
  | (OnColumn & { readonly kind: "drop-column"; readonly columnIfExists: boolean; readonly cascade: boolean })
  | (OnColumn & {
      readonly kind: "alter-type";
      readonly type: TypeSpec;
      readonly collation: string | null;
      /** `cast`: USING is a plain cast of the column to the new type, which changes nothing. */
      readonly using: { readonly text: string; readonly computes: boolean } | null;
    })
  | (OnColumn & { readonly kind: "set-not-null" | "drop-not-null" | "drop-default" })
  | (OnColumn & { readonly kind: "set-default"; readonly value: ValueSpec })
  | (OnColumn & { readonly kind: "set-expression"; readonly text: string; readonly names: readonly string[] })
  | (OnColumn & { readonly kind: "drop-expression" })
  | (OnColumn & {
      readonly kind: "alter-identity";
      readonly action: "add" | "set" | "drop";
      /** SEQUENCE NAME; `null`: the engine makes one up. */
      readonly sequence: WrittenName | null;
    })
  | (OnColumn & {
      readonly kind: "alter-column-setting";
      readonly setting: "statistics" | "options" | "storage" | "compression";
      readonly value: string;
    })
  | (OnTable & { readonly kind: "rename-column"; readonly column: string; readonly to: string });

type ConstraintChange =
  | (OnTable & { readonly kind: "add-constraint"; readonly constraint: ConstraintSpec })
  | (OnTable & { readonly kind: "validate-constraint"; readonly name: string })
  | (OnTable & {
      readonly kind: "drop-constraint";
      readonly name: string;
      readonly constraintIfExists: boolean;
      readonly cascade: boolean;
    })
  | (OnTable & {
      readonly kind: "alter-constraint";
      readonly name: string;
      readonly change: "deferrable" | "enforced" | "not-enforced" | "inherit" | "no-inherit";
    })
  | (OnTable & { readonly kind: "rename-constraint"; readonly name: string; readonly to: string });

/** What a table is set to as a whole. */
export type TableSetting =
  | "logged"
  | "unlogged"
  | "tablespace"
  | "access-method"
  | "options"
  | "cluster-on"
  | "without-cluster"
  | "replica-identity"
  | "row-security"
  | "force-row-security"
  | "of-type"
  | "not-of-type"
  | "oids"
  /** A subcommand that Sluice does not know. */
  | "unknown";

type TableChange =
  | (Replacing & {
      readonly kind: "create-table";
      readonly table: WrittenName;
      readonly persistence: "permanent" | "unlogged" | "temporary";
      readonly spec: TableSpec;
    })
  | (Dropping & { readonly kind: "drop-table"; readonly tables: readonly WrittenName[] })
  | (OnTable & { readonly kind: "rename-table"; readonly to: string })
  | (OnTable & {
      readonly kind: "table-setting";
      readonly setting: TableSetting;
      /** The new value, `on`/`off`, an index, a tablespace; of options the names with their values. */
      readonly value: string;
      readonly options: Readonly<Record<string, string>>;
    })
  | {
      readonly kind: "truncate";
      readonly tables: readonly WrittenName[];
      readonly cascade: boolean;
      readonly restartIdentity: boolean;
      readonly only: readonly boolean[];
    }
  | (OnTable & { readonly kind: "attach-partition"; readonly partition: WrittenName; readonly bound: PartitionBound })
  | (OnTable & {
      readonly kind: "detach-partition";
      readonly partition: WrittenName;
      readonly concurrently: boolean;
      readonly finalize: boolean;
    })
  | (OnTable & { readonly kind: "inherit" | "no-inherit"; readonly parent: WrittenName })
  | {
      readonly kind: "lock";
      readonly tables: readonly WrittenName[];
      readonly mode: string;
      readonly modeStated: boolean;
    }
  | { readonly kind: "vacuum"; readonly tables: readonly WrittenName[]; readonly full: boolean }
  | { readonly kind: "analyze"; readonly tables: readonly WrittenName[] }
  | { readonly kind: "cluster"; readonly table: WrittenName | null };

type IndexChange =
  | {
      readonly kind: "create-index";
      readonly index: IndexSpec;
      readonly concurrently: boolean;
      readonly ifNotExists: boolean;
      readonly only: boolean;
    }
  | (Dropping & {
      readonly kind: "drop-index";
      readonly indexes: readonly WrittenName[];
      readonly concurrently: boolean;
    })
  | {
      readonly kind: "reindex";
      readonly target: "index" | "table" | "schema" | "database";
      readonly name: WrittenName | null;
      readonly concurrently: boolean;
    }
  | {
      readonly kind: "alter-index";
      readonly index: WrittenName;
      readonly action: "options" | "statistics" | "tablespace";
      readonly value: string;
    }
  | { readonly kind: "attach-index"; readonly index: WrittenName; readonly partition: WrittenName };

/** What hangs on a table and does not hold its rows. */
type AttachedChange =
  | (OnTable & {
      readonly kind: "create-trigger";
      readonly name: string;
      readonly function: WrittenName | null;
      readonly orReplace: boolean;
      readonly constraint: boolean;
      readonly when: string | null;
    })
  | (OnTable & Dropping & { readonly kind: "drop-trigger"; readonly name: string })
  /** `name`: `ALL` or `USER` for all of them. */
  | (OnTable & {
      readonly kind: "toggle-trigger";
      readonly name: string;
      readonly to: "enable" | "disable" | "always" | "replica";
    })
  | (OnTable & { readonly kind: "create-rule"; readonly name: string; readonly orReplace: boolean })
  | (OnTable & Dropping & { readonly kind: "drop-rule"; readonly name: string })
  | (OnTable & {
      readonly kind: "toggle-rule";
      readonly name: string;
      readonly to: "enable" | "disable" | "always" | "replica";
    })
  | (OnTable & {
      readonly kind: "create-policy" | "alter-policy";
      readonly name: string;
      readonly command: "all" | "select" | "insert" | "update" | "delete";
      readonly permissive: boolean;
    })
  | (OnTable & Dropping & { readonly kind: "drop-policy"; readonly name: string })
  | {
      readonly kind: "create-statistics";
      readonly name: WrittenName | null;
      readonly tables: readonly WrittenName[];
      readonly ifNotExists: boolean;
    }
  | { readonly kind: "alter-statistics"; readonly name: WrittenName };

/** What kind of object a general statement concerns. */
export type ObjectKind =
  | "table"
  | "index"
  | "view"
  | "materialized-view"
  | "sequence"
  | "foreign-table"
  | "column"
  | "constraint"
  | "trigger"
  | "rule"
  | "policy"
  | "domain"
  | "type"
  | "function"
  | "schema"
  | "database"
  | "extension"
  | "publication"
  | "subscription"
  | "statistics"
  | "collation"
  | "role"
  | "other";

type OtherObjectChange =
  | (Replacing & {
      readonly kind: "create-view";
      readonly view: WrittenName;
      readonly materialized: boolean;
      readonly query: QuerySpec;
      readonly withData: boolean;
    })
  | {
      readonly kind: "refresh-view";
      readonly view: WrittenName;
      readonly concurrently: boolean;
      readonly withData: boolean;
    }
  | {
      readonly kind: "create-sequence";
      readonly sequence: WrittenName;
      readonly ownedBy: { readonly table: WrittenName; readonly column: string } | null;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: "alter-sequence";
      readonly sequence: WrittenName;
      readonly ownedBy: { readonly table: WrittenName; readonly column: string } | null;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: "create-function";
      readonly function: WrittenName;
      readonly orReplace: boolean;
      readonly arguments: number;
      readonly volatility: "immutable" | "stable" | "volatile";
      readonly language: string;
      readonly securityDefiner: boolean;
      readonly setsSearchPath: boolean;
      readonly isProcedure: boolean;
      /** The body where it is a string. */
      readonly body: string | null;
      /** How often what it folds into the calling expression gives another value; `null`: it is called as a function. */
      readonly inlined: Volatility | null;
    }
  | {
      readonly kind: "create-domain";
      readonly domain: WrittenName;
      readonly base: TypeSpec;
      readonly notNull: boolean;
      readonly checks: readonly ConstraintSpec[];
    }
  | {
      readonly kind: "alter-domain";
      readonly domain: WrittenName;
      readonly action:
        | "add-constraint"
        | "validate-constraint"
        | "drop-constraint"
        | "set-not-null"
        | "drop-not-null"
        | "set-default"
        | "drop-default";
      readonly constraint: ConstraintSpec | null;
      readonly name: string | null;
    }
  | { readonly kind: "create-enum"; readonly type: WrittenName; readonly values: readonly string[] }
  | {
      readonly kind: "alter-enum";
      readonly type: WrittenName;
      readonly action: "add-value" | "rename-value";
      readonly value: string;
      readonly oldValue: string | null;
      readonly positioned: boolean;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: "create-composite";
      readonly type: WrittenName;
      readonly attributes: readonly { readonly name: string; readonly type: TypeSpec }[];
    }
  | {
      readonly kind: "alter-attribute";
      readonly type: WrittenName;
      readonly action: "add" | "drop" | "alter-type";
      readonly attribute: string;
      readonly attributeType: TypeSpec | null;
      readonly cascade: boolean;
    }
  | { readonly kind: "create-schema"; readonly schema: string; readonly ifNotExists: boolean }
  | {
      readonly kind: "create-extension";
      readonly extension: string;
      readonly version: string | null;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: "alter-extension"; readonly extension: string; readonly version: string | null }
  | {
      readonly kind: "publication";
      readonly publication: string;
      readonly action: "create" | "add" | "drop" | "set" | "options";
      readonly allTables: boolean;
      readonly tables: readonly WrittenName[];
    }
  /** Drops and renames of what has no change of its own above. */
  | (Dropping & { readonly kind: "drop-object"; readonly object: ObjectKind; readonly names: readonly WrittenName[] })
  | {
      readonly kind: "rename-object";
      readonly object: ObjectKind;
      readonly name: WrittenName;
      readonly table: WrittenName | null;
      readonly to: string;
      readonly cascade: boolean;
    }
  | { readonly kind: "set-schema"; readonly object: ObjectKind; readonly name: WrittenName; readonly schema: string }
  | { readonly kind: "change-owner"; readonly object: ObjectKind; readonly name: WrittenName; readonly owner: string }
  | {
      readonly kind: "comment";
      readonly object: ObjectKind;
      readonly name: WrittenName;
      readonly table: WrittenName | null;
      readonly removes: boolean;
    }
  | {
      readonly kind: "grant" | "revoke";
      readonly object: ObjectKind;
      readonly names: readonly WrittenName[];
      /** Empty: ALL. */
      readonly privileges: readonly string[];
      readonly toPublic: boolean;
      readonly withGrantOption: boolean;
      /** Role membership, default privileges: no object is named. */
      readonly of: "objects" | "roles" | "default-privileges";
    };

/** One change that a statement makes, in words that hold for every engine. */
export type SchemaChange = { readonly place: SourcePlace } & (
  | ColumnChange
  | ConstraintChange
  | TableChange
  | IndexChange
  | AttachedChange
  | OtherObjectChange
  | RowChange
  | SessionChange
);
/** The changes of a kind. */
export type ChangeOf<Kind extends SchemaChange["kind"]> = SchemaChange extends infer Change
  ? Change extends { readonly kind: infer Own }
    ? Kind extends Own
      ? Change
      : never
    : never
  : never;
