import type { Connection } from "./connection.ts";

/** `schema` is absent where the engine has none or the default one is meant. */
export interface TableRef {
  readonly schema?: string | undefined;
  readonly name: string;
}

export interface TableSummary {
  readonly schema: string | null;
  readonly name: string;
  readonly kind: "table" | "partitioned table" | "view" | "materialized view";
  /** `null`: never analyzed, not known. */
  readonly rowEstimate: number | null;
  readonly bytes: number | null;
  /** ISO 8601. */
  readonly lastAnalyzedAt: string | null;
}
export interface ColumnDetail {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly generated: boolean;
  readonly identity: boolean;
  readonly collation: string | null;
}
export interface IndexDetail {
  readonly name: string;
  readonly definition: string;
  /** Column names in order; an expression is `null`. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  readonly primary: boolean;
  readonly valid: boolean;
  readonly partial: boolean;
  readonly bytes: number | null;
}
export interface ConstraintDetail {
  readonly name: string;
  readonly kind: "primary key" | "unique" | "foreign key" | "check" | "not null" | "exclusion";
  readonly definition: string;
  readonly validated: boolean;
}
export interface TableDetail extends TableSummary {
  readonly columns: readonly ColumnDetail[];
  readonly indexes: readonly IndexDetail[];
  readonly constraints: readonly ConstraintDetail[];
  readonly triggers: readonly { readonly name: string; readonly definition: string }[];
}

/** What has a name of its own beside tables, for suggestions. */
export interface SchemaNames {
  readonly indexes: readonly { readonly schema: string | null; readonly name: string; readonly table: string }[];
  /** Enumerated types with their values in order; none where the engine has no such types. */
  readonly enums: readonly {
    readonly schema: string | null;
    readonly name: string;
    readonly values: readonly string[];
  }[];
}

export interface SessionActivity {
  readonly backend: string;
  readonly user: string | null;
  readonly application: string | null;
  readonly state: string | null;
  /** Seconds since the transaction began. */
  readonly transactionSeconds: number | null;
  /** Literals are removed: row contents do not leave the target. */
  readonly query: string | null;
  readonly waitingFor: string | null;
  /** Backends that hold what this one waits for. */
  readonly blockedBy: readonly string[];
}
/** A session, or a prepared transaction, that holds locks. */
export interface LockHolder extends SessionActivity {
  /** `wraparound vacuum` gives way to nobody; `vacuum` to who waits long enough. `own`: one of Sluice's. */
  readonly kind: "client" | "own" | "vacuum" | "wraparound vacuum" | "replication" | "prepared" | "server";
  /** Tells this transaction of this session from any later one with the same `backend`. `null`: it cannot be ended here. */
  readonly identity: string | null;
}
export interface Activity {
  readonly longTransactions: readonly SessionActivity[];
  readonly lockWaits: readonly SessionActivity[];
  /** What could not be seen, and the right that is missing. */
  readonly gaps: readonly string[];
}

export interface MissingRight {
  readonly what: string;
  /** The exact statement that gives it. */
  readonly grant: string;
  /** Without it no migration can run; otherwise only something is not seen. */
  readonly required: boolean;
}
export interface TargetProbe {
  /** As the server names itself, such as `PostgreSQL 18.4`. */
  readonly version: string;
  /** For comparison, such as 180004 or 3053004. */
  readonly versionNumber: number;
  /** Stays the same for as long as it is the same server and database. */
  readonly serverId: string;
  readonly bytes: number | null;
  readonly readOnly: boolean;
  /** Each transaction may be in another session: settings, locks and cancelling break. Nothing may be carried out through it. */
  readonly pooled: boolean;
  readonly replicas: readonly { readonly name: string; readonly state: string; readonly lagSeconds: number | null }[];
  readonly rights: { readonly createTables: boolean; readonly createTriggers: boolean; readonly sluiceSchema: boolean };
  readonly missing: readonly MissingRight[];
  readonly warnings: readonly string[];
}

export interface Introspector {
  /** Finds out what is there and what the user may do. Changes nothing. */
  probe(connection: Connection): Promise<TargetProbe>;
  tables(connection: Connection): Promise<readonly TableSummary[]>;
  table(connection: Connection, ref: TableRef): Promise<TableDetail | null>;
  names(connection: Connection): Promise<SchemaNames>;
  activity(connection: Connection): Promise<Activity>;
  /** Who holds locks on these tables just now, other than this session. */
  holders(connection: Connection, tables: readonly TableRef[]): Promise<readonly LockHolder[]>;
  /** SHA-256 over columns, keys and constraints of the named tables: changes when their schema does. */
  fingerprint(connection: Connection, tables: readonly TableRef[]): Promise<string>;
}
