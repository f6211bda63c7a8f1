import type { Connection } from "./connection.ts";

/** What became of a session that was to be ended. Only `ended` changed anything. */
export type SessionEnd =
  | "ended"
  /** It was told to end and has not by now. */
  | "ending"
  | "gone"
  | "another transaction"
  | "active"
  /** One of Sluice's own, of a replica, of the server itself, or on another database. */
  | "protected";

export interface SessionEnder {
  /**
   * Ends a session that is idle in a transaction. The server checks in the same statement that it still is that session,
   * in that transaction, and idle: a pid that was given away again, or a client that has gone on, is not hit.
   * @throws DomainError `target-rights`, with the right that is missing.
   */
  endIdle(
    connection: Connection,
    session: { readonly backend: string; readonly identity: string },
  ): Promise<SessionEnd>;
}
