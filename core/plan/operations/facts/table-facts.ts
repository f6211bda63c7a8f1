import type { TableRef } from "#core/engines/introspector.ts";

/** A table with all that a change must keep, as the catalog has it. Every definition is read with an empty search_path: each name is qualified. */
export interface OperationTable {
  /** Schema and name as they are stored, unquoted. */
  readonly ref: Required<TableRef>;
  readonly oid: string;
  readonly kind: "table" | "partitioned" | "foreign" | "view" | "materialized-view";
  readonly persistence: "permanent" | "unlogged" | "temporary";
  /** Quoted where it must be, like every role, tablespace and collation here. */
  readonly owner: string;
  /** `null`: never analyzed. */
  readonly rowEstimate: number | null;
  readonly bytes: number;
  readonly typed: boolean;
  /** Parents by inheritance or partitioning. */
  readonly parents: readonly TableRef[];
  readonly partitions: readonly Required<TableRef>[];
  readonly inheritors: readonly Required<TableRef>[];
  /** Such as `RANGE (created_at)`. */
  readonly partitionKey: string | null;
  readonly rowSecurity: boolean;
  readonly forcedRowSecurity: boolean;
  readonly replicaIdentity: "default" | "nothing" | "full" | "index";
  readonly options: readonly string[];
  readonly tablespace: string | null;
  readonly comment: string | null;
  readonly grants: readonly GrantFact[];
  readonly columns: readonly OperationColumn[];
  readonly indexes: readonly OperationIndex[];
  readonly constraints: readonly OperationConstraint[];
  /** Foreign keys of other tables on this one. */
  readonly incoming: readonly OperationConstraint[];
  readonly triggers: readonly OperationTrigger[];
  /** Of partitions at any depth, where they are not clones of one above. */
  readonly partitionTriggers: readonly OperationTrigger[];
  readonly policies: readonly OperationPolicy[];
  /** Policies of other tables that read this one; `columns` are those of this one. */
  readonly policiesElsewhere: readonly OperationPolicy[];
  readonly statistics: readonly OperationStatistics[];
  readonly publications: readonly OperationPublication[];
  /** Views, materialized views and rules that read it, deepest last. */
  readonly views: readonly OperationView[];
  /** What it is itself where it is a view. */
  readonly view: OperationView | null;
  /** Functions with an SQL body, which the server binds to columns. */
  readonly functions: readonly OperationFunction[];
  /** Other objects that use a column: defaults of other tables, users of the row type (`kind` is `row-type`), … in words. */
  readonly others: readonly { readonly what: string; readonly column: string | null; readonly kind: string }[];
  /** Every object that is bound to a column, as the server identifies it. */
  readonly dependents: readonly { readonly column: string; readonly identity: string }[];
  /** Functions whose text mentions a column; a hint, nothing binds them. */
  readonly mentions: readonly { readonly what: string; readonly column: string }[];
}

export interface OperationColumn {
  readonly name: string;
  readonly position: number;
  /** With modifiers, such as `numeric(8,5)`. */
  readonly type: string;
  readonly notNull: boolean;
  /** PostgreSQL 18 names it. */
  readonly notNullName: string | null;
  readonly default: string | null;
  readonly generated: { readonly kind: "stored" | "virtual"; readonly expression: string } | null;
  readonly identity: "always" | "by-default" | null;
  /** The sequence that belongs to it, by SERIAL, OWNED BY or identity. */
  readonly sequence: OperationSequence | null;
  /** `null`: that of the type. Quoted and qualified. */
  readonly collation: string | null;
  /** `null`: that of the type. */
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statisticsTarget: number | null;
  readonly options: readonly string[];
  readonly comment: string | null;
  readonly grants: readonly GrantFact[];
  /** Inherited from a parent: it cannot be changed here. */
  readonly inherited: boolean;
}
export interface OperationSequence {
  readonly ref: Required<TableRef>;
  readonly type: string;
  readonly identity: boolean;
  /** Clauses of CREATE SEQUENCE but its type, such as `START WITH 1 INCREMENT BY 1 …`. */
  readonly options: string;
  readonly comment: string | null;
  readonly grants: readonly GrantFact[];
}
export interface GrantFact {
  /** Quoted; `PUBLIC` for everybody. */
  readonly grantee: string;
  readonly grantor: string;
  readonly privilege: string;
  readonly grantable: boolean;
}
/** One key of an index. */
export interface IndexKey {
  /** `null` for an expression. */
  readonly column: string | null;
  /** The expression; for a column its name, quoted. */
  readonly text: string;
  /** What follows it: collation, operator class with its parameters, DESC, NULLS FIRST; may be empty. */
  readonly suffix: string;
}
export interface OperationIndex {
  readonly ref: Required<TableRef>;
  readonly oid: string;
  readonly definition: string;
  readonly method: string;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly valid: boolean;
  readonly nullsNotDistinct: boolean;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly where: string | null;
  /** `WITH (…)` options. */
  readonly options: readonly string[];
  readonly tablespace: string | null;
  /** Columns that keys, INCLUDE, expressions and WHERE name. */
  readonly columns: readonly string[];
  /** Of the constraint that it keeps. */
  readonly constraint: string | null;
  readonly replicaIdentity: boolean;
  readonly clustered: boolean;
  readonly comment: string | null;
  /** Statistics targets of its expressions, by position from 1. */
  readonly statisticsTargets: readonly { readonly position: number; readonly target: number }[];
  readonly parent: Required<TableRef> | null;
}
export interface OperationConstraint {
  readonly name: string;
  readonly table: Required<TableRef>;
  readonly kind: "primary-key" | "unique" | "foreign-key" | "check" | "exclusion";
  /** As `pg_get_constraintdef` writes it. */
  readonly definition: string;
  /** In the order of the constraint. */
  readonly columns: readonly string[];
  readonly validated: boolean;
  readonly deferrable: "immediate" | "deferred" | null;
  readonly noInherit: boolean;
  readonly enforced: boolean;
  /** The condition of a CHECK. */
  readonly expression: string | null;
  readonly index: Required<TableRef> | null;
  readonly references: {
    readonly table: Required<TableRef>;
    /** Paired with `columns`. */
    readonly columns: readonly string[];
    /** Of that table, which keeps the key. */
    readonly index: Required<TableRef> | null;
    readonly match: "simple" | "full";
    /** As SQL writes it, such as `NO ACTION`. */
    readonly onUpdate: string;
    /** With the column list of SET NULL (15 and later). */
    readonly onDelete: string;
  } | null;
  readonly comment: string | null;
  /** Belongs to a constraint of a parent. */
  readonly inherited: boolean;
}
export interface OperationTrigger {
  readonly name: string;
  readonly definition: string;
  /** Columns of UPDATE OF and of WHEN. */
  readonly columns: readonly string[];
  readonly when: string | null;
  readonly updateOf: readonly string[];
  readonly onUpdate: boolean;
  readonly enabled: "origin" | "always" | "replica" | "disabled";
  readonly beforeRow: boolean;
  /** Belongs to a trigger of a parent. Those of foreign keys are not listed. */
  readonly internal: boolean;
  /** Its function where it is in plpgsql, which each session keeps compiled. */
  readonly plpgsql: CompiledFunction | null;
  readonly comment: string | null;
}
export interface CompiledFunction {
  /** With schema and arguments, quoted. */
  readonly signature: string;
  /** The planner's estimate of a call. */
  readonly cost: number;
  readonly mayAlter: boolean;
}

export interface OperationPolicy {
  readonly table: Required<TableRef>;
  readonly name: string;
  readonly permissive: boolean;
  readonly command: "ALL" | "SELECT" | "INSERT" | "UPDATE" | "DELETE";
  /** Quoted; PUBLIC for everybody. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
  readonly columns: readonly string[];
  readonly comment: string | null;
}
export interface OperationStatistics {
  readonly ref: Required<TableRef>;
  readonly definition: string;
  /** Such as `ndistinct`; none for a single expression. */
  readonly kinds: readonly string[];
  readonly keys: readonly string[];
  readonly expressions: readonly string[];
  /** Of keys and expressions. */
  readonly columns: readonly string[];
  readonly target: number | null;
  readonly comment: string | null;
}
export interface OperationPublication {
  readonly name: string;
  /** `all`: FOR ALL TABLES, `schema`: by schema. */
  readonly by: "table" | "schema" | "all";
  /** `null`: every column. */
  readonly columns: readonly string[] | null;
  readonly where: string | null;
}
export interface OperationFunction {
  /** As DROP FUNCTION takes it: `schema.name(types)`. */
  readonly signature: string;
  /** CREATE OR REPLACE …, which leaves owner, grants and comment as they are. */
  readonly definition: string;
  readonly columns: readonly string[];
}
export interface OperationView {
  /** Of a rule: the schema of its relation and its own name. */
  readonly ref: Required<TableRef>;
  readonly kind: "view" | "materialized-view" | "rule";
  /** The relation that a rule is of. */
  readonly on: Required<TableRef> | null;
  /** Relations that it reads, the table or other views. */
  readonly over: readonly Required<TableRef>[];
  readonly depth: number;
  readonly owner: string;
  /** The query; of a rule the whole CREATE RULE. */
  readonly definition: string;
  readonly options: readonly string[];
  readonly tablespace: string | null;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly default: string | null;
    readonly comment: string | null;
    readonly grants: readonly GrantFact[];
  }[];
  readonly comment: string | null;
  readonly grants: readonly GrantFact[];
  /** Columns of the table that it reads itself, none where it only reads other views of it; `null`: the whole row. */
  readonly reads: readonly string[] | null;
  readonly triggers: readonly OperationTrigger[];
  readonly indexes: readonly OperationIndex[];
  readonly populated: boolean;
}
