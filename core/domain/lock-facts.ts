/** What a statement does to the relations it touches, from the measured tables of the engine. */
export interface LockFacts {
  /** In the engine's own words, such as `ACCESS EXCLUSIVE`; for SQLite `write lock (whole file)`. */
  readonly lock: string;
  readonly blocksReads: boolean;
  readonly blocksWrites: boolean;
  /** Copies the table under the lock. */
  readonly rewrites: boolean;
  /** Reads the whole table under the lock. */
  readonly scans: boolean;
  /** `short`: retried under a lock timeout. `long`: runs without one, does not block writers. */
  readonly form: "short" | "long" | "batch" | "read" | "none";
  /** One sentence for the reviewer. */
  readonly summary: string;
}
