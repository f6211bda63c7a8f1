import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection, QueryResult } from "../connection.ts";
import { isLost, postgresErrors } from "./postgres-errors.ts";

/**
 * One transaction. Every error is followed by a ROLLBACK; none of its statements is ever repeated alone.
 * `begin` may be a script, so that settings and a first look cost no round trip of their own; `work` gets its answer.
 * `commitWith` sends COMMIT, and may look on meanwhile.
 * @throws DomainError `commit-unknown` when COMMIT was sent and its answer lost: nobody can know without looking.
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (begun: QueryResult) => Promise<T>,
  begin = "BEGIN",
  commitWith = (send: () => Promise<void>) => send(),
): Promise<T> {
  let result: T;
  try {
    // When a later part of the script fails, the transaction is open.
    result = await work(await connection.query(begin));
  } catch (error) {
    await rollback(connection);
    throw error;
  }
  await commitWith(() => commit(connection));
  return result;
}

async function rollback(connection: Connection): Promise<void> {
  try {
    await connection.query("ROLLBACK");
  } catch {
    // The session is gone, and its transaction with it; a session in an unknown state must not be used again.
    await connection.close();
  }
}

async function commit(connection: Connection): Promise<void> {
  try {
    const { command } = await connection.query("COMMIT");
    if (command === "COMMIT") return;
  } catch (error) {
    // A cancelled COMMIT under synchronous replication has committed locally.
    const isUnknown = isLost(error) || ["too-slow", "cancelled"].includes(postgresErrors.classify(error));
    if (!isUnknown) throw error;
    throw new DomainError(
      "commit-unknown",
      "The answer to COMMIT was lost: whether it happened is looked up before anything is repeated.",
      {
        cause: error,
        retryable: true,
      },
    );
  }
  throw new DomainError(
    "internal",
    "The server answered COMMIT with ROLLBACK: an error inside the transaction was overlooked.",
  );
}

/** Ends the session when the work takes longer than the server's own timeouts allow: the network has swallowed it. */
export async function withDeadline<T>(connection: Connection, ms: number, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => void connection.close(), ms);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
