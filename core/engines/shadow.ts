import type { Connection } from "./connection.ts";
import type { TableRef } from "./introspector.ts";
import type { NetworkAddress } from "./target-address.ts";

/** Where a shadow may be built. */
export type ShadowPlace =
  | { readonly kind: "server"; readonly address: NetworkAddress; readonly whose: "configured" | "embedded" }
  | { readonly kind: "folder"; readonly dir: string };

/** A lock that a statement took on a relation. */
export interface TakenLock {
  readonly relation: string;
  /** The engine's word: `table`, `index`, `view`, … */
  readonly kind: string;
  /** In the engine's own words; the strongest on this relation. */
  readonly mode: string;
  readonly blocksReads: boolean;
  readonly blocksWrites: boolean;
  /** An earlier statement of the same transaction had taken it already. */
  readonly held: boolean;
}

export interface Refusal {
  /** SQLSTATE, or SQLite's code. */
  readonly code: string;
  readonly message: string;
  /**
   * `rows`: made-up rows did not suit it, which says nothing of the target's. `shadow`: the shadow lacks something.
   * `transaction`: it must be sent alone.
   */
  readonly because: "plan" | "rows" | "shadow" | "transaction";
}

/** What one statement did on the shadow. */
export interface StatementEffect {
  readonly sql: string;
  readonly ms: number;
  /** `alone`: it refuses transactions; its locks were looked at while it ran, so that brief ones can be missing. */
  readonly sent: "in a transaction" | "alone";
  readonly locks: readonly TakenLock[];
  /** Tables whose rows were copied into a new file. */
  readonly rewritten: readonly string[];
  /** Existing tables that were read in full, other than by a rewrite or an index build. */
  readonly scanned: readonly string[];
  readonly indexesBuilt: readonly string[];
  /** What the server said of work that it was spared. */
  readonly spared: readonly string[];
  readonly made: readonly string[];
  readonly changed: readonly string[];
  readonly gone: readonly string[];
  /** Pages of the file that differ afterwards; `null` where the engine has no single file. */
  readonly pagesChanged: number | null;
  readonly refused: Refusal | null;
}

/** The schema as text: one entry for each thing, from its name to its definition. */
export type SchemaSnapshot = ReadonlyMap<string, string>;

/** Something that hangs on a table that the plan names. */
export interface DependentFact {
  readonly kind: string;
  /** As in the snapshot. */
  readonly key: string;
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** A relation whose lock it means: the view itself, the table at the other side of a foreign key. */
  readonly relation: string | null;
  /** `false`: only its text names the table, and the server keeps no account of it. */
  readonly isTracked: boolean;
}

export interface SampledQuery {
  readonly name: string;
  readonly sql: string;
  /** From the plan document, or from the target's own statistics of statements. */
  readonly source: "plan" | "statistics";
}

/** What the planner chooses. */
export interface QueryPlan {
  /** `null` where the engine tells none. */
  readonly cost: number | null;
  /** Rows that it expects to give or to change; `null` where the engine tells none. */
  readonly rows: number | null;
  readonly indexes: readonly string[];
  readonly sequentialScans: readonly string[];
}

/** Statements that a session had prepared before the plan. */
export interface PreparedQueries {
  outcomes(): Promise<readonly ("works" | "breaks" | "not tried")[]>;
  close(): Promise<void>;
}

export interface ShadowFacts {
  /** Of the server on which it was built. */
  readonly version: string;
  /** For the static analysis: such as 18, or 3.53 of SQLite. */
  readonly majorVersion: number;
  readonly targetVersion: string;
  readonly isSameVersion: boolean;
  readonly place: "configured" | "embedded" | "file";
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** How many things of each kind were rebuilt. */
  readonly rebuilt: Readonly<Record<string, number>>;
  /** What could not be rebuilt, or was left out, and why. */
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

/** A throw-away copy of a schema, with made-up rows. Gone when it is disposed of. */
export interface Shadow extends AsyncDisposable {
  readonly facts: ShadowFacts;
  readonly connection: Connection;
  /** Of the plan's tables, as the target has them. */
  readonly dependents: readonly DependentFact[];
  snapshot(): Promise<SchemaSnapshot>;
  /** By key: why something does not work, or `null` where it does. What cannot be tried is absent. */
  probe(): Promise<ReadonlyMap<string, string | null>>;
  /** All in one transaction that is committed, as a step of short DDL is sent; rolled back where one is refused. */
  runTogether(
    statements: readonly string[],
    /** `takeBack`: looked at and rolled back. */
    options?: { readonly takeBack?: boolean },
  ): Promise<readonly StatementEffect[]>;
  /** Outside a transaction, as an index build is sent. */
  runAlone(statement: string): Promise<StatementEffect>;
  /** Gives the planner the target's statistics; answers what could not be copied. */
  applyStatistics(): Promise<readonly string[]>;
  /** In a session of its own, that stays as it is while the plan runs. */
  prepare(texts: readonly string[]): Promise<PreparedQueries>;
  /** Takes the rows out of these tables and of what points to them. */
  empty(tables: readonly TableRef[]): Promise<void>;
  /** A copy of it as it is now. */
  fork(): Promise<Shadow>;
}

export interface ShadowRequest {
  /** All SQL of the plan: the shadow holds what its words name, and what hangs on that. */
  readonly texts: readonly string[];
  /** Tables that steps name outside SQL. */
  readonly tables: readonly string[];
  readonly places: readonly ShadowPlace[];
  readonly rowsPerTable: number;
  readonly progress: (doing: string) => Promise<void>;
}

/** Builds shadows. Reads the target's catalog only: no row of it leaves the target. */
export interface ShadowMaker {
  /** @throws DomainError `blocked` when there is no place, with what to do. */
  build(target: Connection, request: ShadowRequest): Promise<Shadow>;
  /** Executes nothing. */
  explain(connection: Connection, sql: string): Promise<QueryPlan>;
  /** Queries on these tables that take most of the target's time; the note says why there are none. */
  frequent(
    target: Connection,
    tables: readonly string[],
    most: number,
  ): Promise<{ readonly queries: readonly SampledQuery[]; readonly note: string | null }>;
}
