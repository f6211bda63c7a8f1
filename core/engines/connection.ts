export type Row = Readonly<Record<string, unknown>>;

export interface QueryResult {
  readonly rows: readonly Row[];
  /** Rows changed or returned; 0 where the server reports none. */
  readonly rowCount: number;
  /** The command tag, such as `COMMIT` or `UPDATE`. A failed transaction's COMMIT says `ROLLBACK`. */
  readonly command: string;
}

/** One direct session on a target. Driver errors pass through it as they are; `Engine.errors` classifies them. */
export interface Connection extends AsyncDisposable {
  /** The server's name of this session (a pid), or `null` where there is none. */
  readonly backend: string | null;
  /** Runs one statement (parameters `$1…` on PostgreSQL, `?` on SQLite); without parameters a script of several is allowed. */
  query(sql: string, params?: readonly unknown[]): Promise<QueryResult>;
  /** Cancels the running statement from outside, if there is one. Never called during COMMIT. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Shown by the server, such as `sluice:<run>:<shard>:<epoch>`; cut to 63 bytes. */
  readonly applicationName: string;
  /** Milliseconds. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds a statement may take before the server stops it; 0 for no limit. Default 30,000. */
  readonly statementTimeoutMs?: number;
  /** Is told what the server says beside its answers, where the driver can pass it on. */
  readonly onNotice?: (message: string) => void;
}
