/** What goes to the thread of a SQLite session and comes back. Values are cloned, so bigint and bytes survive. */
export interface SqliteOpening {
  readonly file: string;
  readonly readOnly: boolean;
  readonly busyTimeoutMs: number;
}
export interface SqliteRequest {
  readonly id: number;
  /** `null` closes the session. */
  readonly sql: string | null;
  readonly params: readonly unknown[];
}
export interface SqliteFailure {
  readonly message: string;
  readonly code: string;
  /** SQLite's extended result code; 0 where the failure is not SQLite's. */
  readonly errcode: number;
}
export type SqliteResponse =
  | {
      readonly id: number;
      readonly rows: readonly Readonly<Record<string, unknown>>[];
      readonly rowCount: number;
      readonly command: string;
    }
  | { readonly id: number; readonly failure: SqliteFailure };

/** The answer to opening has this id. */
export const OPENED = 0;
