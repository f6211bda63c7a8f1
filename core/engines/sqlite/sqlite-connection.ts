import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection, ConnectOptions, QueryResult } from "../connection.ts";
import type { DriverSession, SqliteDriver } from "../drivers.ts";
import type { TargetAddress } from "../target-address.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { checkFile } from "./sqlite-file.ts";
import { splitStatements } from "./sqlite-tokens.ts";

const NOTHING: QueryResult = { rows: [], rowCount: 0, command: "" };

class SqliteConnection implements Connection {
  readonly backend = null;
  readonly #session: DriverSession;

  constructor(session: DriverSession) {
    this.#session = session;
  }

  async query(sql: string, params?: readonly unknown[]): Promise<QueryResult> {
    if (params && params.length > 0) return await this.#session.query(sql, params);
    // The driver prepares one statement and drops what follows it: a script is sent piece by piece.
    const pieces = sql.includes(";") ? splitStatements(sql) : [];
    if (pieces.length < 2) return await this.#session.query(sql);
    let last = NOTHING;
    for (const tokens of pieces) {
      last = await this.#session.query(sql.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end));
    }
    return last;
  }

  /** `node:sqlite` cannot interrupt a statement: the session ends with its thread, and SQLite undoes what was open. */
  async cancel(): Promise<void> {
    await this.#session.close();
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
  }
}

function refusal(file: string, error: unknown): Error {
  const { code, message } = sqliteErrors.describe(error);
  const fix =
    code === "SQLITE_NOTADB"
      ? "It is no SQLite database, or it is encrypted."
      : code === "SQLITE_CANTOPEN"
        ? "The worker's user needs to read and write the file and its folder (for -wal, -shm and -journal)."
        : code === "SQLITE_CORRUPT"
          ? "The file is damaged: run PRAGMA integrity_check on a copy."
          : "Nothing was changed.";
  return new DomainError(
    "target-unreachable",
    `${file} cannot be opened as a SQLite database: ${message} (${code}). ${fix}`,
    {
      cause: error,
    },
  );
}

/** Opens the file; never makes one. */
export async function connectSqlite(
  driver: SqliteDriver,
  address: TargetAddress,
  options: ConnectOptions,
): Promise<Connection> {
  if (address.kind !== "file") {
    throw new DomainError("target-unreachable", "A SQLite target is a file, but the address names a server.");
  }
  await checkFile(address.file);
  let session: DriverSession;
  try {
    // No limit unless one is asked for: SQLite has none of its own, and ending the session in the middle of a long
    // DROP COLUMN or index build would only undo it, each time anew.
    session = await driver.open(address.file, { statementTimeoutMs: 0, ...options });
  } catch (error) {
    throw refusal(address.file, error);
  }
  return new SqliteConnection(session);
}

/**
 * One write transaction. BEGIN IMMEDIATE waits for the write lock within the busy timeout, where a deferred BEGIN would
 * fail at its first write. SQLite undoes only the failed statement, so every error is followed by a ROLLBACK.
 */
export async function inTransaction<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query("BEGIN IMMEDIATE");
  try {
    const result = await work();
    await commit(connection);
    return result;
  } catch (error) {
    await rollback(connection);
    throw error;
  }
}

/** A COMMIT that fails, such as with BUSY or a deferred foreign key, leaves the transaction open. */
async function commit(connection: Connection): Promise<void> {
  try {
    await connection.query("COMMIT");
  } catch (error) {
    const isAnswered = !["connection", "cancelled"].includes(sqliteErrors.classify(error));
    if (isAnswered) throw error;
    const message = "The session ended while it committed: whether the change is there must be looked up.";
    throw new DomainError("commit-unknown", message, { cause: error, retryable: true });
  }
}

/** SQLite has undone the transaction itself after some errors, such as a full disk; then there is nothing to roll back. */
async function rollback(connection: Connection): Promise<void> {
  try {
    await connection.query("ROLLBACK");
  } catch (error) {
    if (/no transaction is active/.test(sqliteErrors.describe(error).message)) return;
    // A session that cannot roll back is of no use; ending it does the same.
    await connection.close();
  }
}
