import type { Connection } from "./connection.ts";
import type { TableRef } from "./introspector.ts";

/** Names an effect in the target's step ledger. It commits with the effect, so a lost answer can be looked up. */
export interface LedgerKey {
  /** UUID. */
  readonly runId: string;
  readonly stepId: string;
  readonly direction: "do" | "undo";
}

export interface ShortDdl {
  readonly ledger: LedgerKey;
  /** Run in this order in one transaction. */
  readonly statements: readonly string[];
  /** Milliseconds one lock may be waited for. */
  readonly lockTimeoutMs: number;
  /** Only a vacuum of the server's own stands in the way: it gives way to who waits long enough, and so this try does. */
  readonly outlastsVacuum?: boolean | undefined;
  /** A second session, which sees when the first one waits for a lock. */
  readonly monitor?: Connection | undefined;
  /** Is told of a try that committed, where the engine can say it. */
  readonly onCommitted?: ((times: LockTimes) => void) | undefined;
}

/** What others could feel of short DDL. */
export interface LockTimes {
  /** Milliseconds from the first lock on a table until they were let go; waiting for that first lock is not in it. */
  readonly heldMs: number;
  /** Milliseconds that it waited for locks; `null`: nobody looked on, and `heldMs` has it in it. */
  readonly waitedMs: number | null;
}

export interface IndexBuild {
  readonly ledger: LedgerKey;
  /** CREATE INDEX or DROP INDEX, as the author wrote it. The engine makes it non-blocking where it can. */
  readonly statement: string;
}

export interface LongProgress {
  readonly phase: string;
  /** 0 to 1, `null` where the server does not say. */
  readonly fraction: number | null;
  readonly detail: string;
}

export interface DdlRunner {
  /** Makes schema or tables of Sluice in the target, if they are missing. Idempotent. */
  prepareTarget(connection: Connection): Promise<void>;
  /** Whether this effect has committed before. */
  isDone(connection: Connection, key: LedgerKey): Promise<boolean>;
  /** Whether an index build of this step began and its end is not in the ledger: what it made may be there, and is its own. */
  isBegun(connection: Connection, build: IndexBuild): Promise<boolean>;
  /**
   * One try: one transaction with its ledger row. Does nothing and says so if the ledger has it.
   * Driver errors pass; the caller retries by their class.
   */
  runShort(connection: Connection, ddl: ShortDdl): Promise<"done" | "already-done">;
  /** One statement without lock timeout, outside a transaction, such as VALIDATE. The ledger row follows it. */
  runLong(
    connection: Connection,
    ddl: { readonly ledger: LedgerKey; readonly statement: string },
  ): Promise<"done" | "already-done">;
  /** Builds or drops an index; removes an invalid leftover of its own first; verifies the result. */
  runIndex(connection: Connection, build: IndexBuild): Promise<"done" | "already-done">;
  /** What the long statement of `backend` is at, read over another connection. `null`: nothing to be seen. */
  progress(monitor: Connection, backend: string): Promise<LongProgress | null>;
  /** The statement as it will be sent, for the reviewer, such as with CONCURRENTLY added. */
  indexStatement(statement: string): Promise<string>;
  /** SQL that undoes an index statement, `null` for a DROP (its author must say). */
  undoOfIndex(statement: string): Promise<string | null>;
  tablesOf(statements: readonly string[]): Promise<readonly TableRef[]>;
}
