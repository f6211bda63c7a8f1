import type { Connection } from "./connection.ts";

export interface OpenTransaction {
  readonly backend: string;
  readonly user: string | null;
  readonly application: string | null;
  readonly database: string | null;
  /** Since it began. */
  readonly seconds: number | null;
  /** Such as `idle in transaction` or `prepared`. */
  readonly state: string | null;
}

/**
 * A row that was written before, and committed after, its batch passed would be missed. So nothing begins before all
 * transactions have ended that were open when the dual writes (or the run) began.
 */
export interface LateCommits {
  /** A mark of now; commits on its own. */
  mark(connection: Connection): Promise<string>;
  /** Transactions older than the mark that are still open. Empty: all that they wrote can be seen. */
  older(connection: Connection, mark: string): Promise<readonly OpenTransaction[]>;
}
