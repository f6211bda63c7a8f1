/**
 * How a signal answers for the target's health. `budget`: starts and stops, and stops when it cannot be read (fails
 * closed). `gauge`: steers the pace, and holds it when it cannot be read. `act`: we are in somebody's way now. `warn`:
 * is told and changes nothing.
 */
export type SignalKind = "budget" | "gauge" | "act" | "warn";

/** Readings of a target; kinds and starting limits are in `core/signals/default-limits.ts`. */
export const SIGNAL_CODES = [
  "replica_lag",
  "replica_bytes",
  "replica_missing",
  "disk_free",
  "wal_slot",
  "wal_archive",
  "active_sessions",
  "lock_waiters",
  "blocking_others",
  "io_waiters",
  "sync_rep_waiters",
  "dead_rows",
  "wraparound",
  "checkpoint_pressure",
  "long_transaction",
  "sqlite_wal",
  "sqlite_busy",
  "sql_probe",
  "http_probe",
] as const;
export type SignalCode = (typeof SIGNAL_CODES)[number];

/** Why a backfill is slow or stands still for another cause than a signal. */
export const OTHER_REASONS = [
  "operator",
  "hold",
  "window",
  "freeze",
  "capacity",
  "older_transactions",
  "unreachable",
  "error_class",
  "skip_limit",
  "learning",
] as const;
export type ReasonCode = SignalCode | (typeof OTHER_REASONS)[number];

/** A value read off a target. */
export interface Reading {
  readonly code: SignalCode;
  /** `null`: it was tried and is not known (`problem` says why). */
  readonly value: number | null;
  readonly unit: "s" | "bytes" | "count" | "share" | "per core" | "per min";
  /** The server, replica, slot or probe that it is about. */
  readonly host: string;
  readonly problem?: string | undefined;
  /** A sentence with names and pids, such as who waits. Without row contents. */
  readonly detail?: string | undefined;
}

/** Slow from `slow` on, stop from `stop` on, go on below `resume` for ten seconds. `null`: never. */
export interface SignalLimit {
  readonly slow: number | null;
  readonly stop: number | null;
  readonly resume: number | null;
}

export type Effect = "slow" | "stop";

/** Why something is slow or stands, always with the number, the limit, the place, since when, and what ends it. */
export interface Reason {
  readonly code: ReasonCode;
  readonly effect: Effect;
  /** One sentence: "replica lag 6.2 s ≥ 5 s on db-2; resumes below 1 s for 10 s". */
  readonly message: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly unit: Reading["unit"] | null;
  readonly host: string | null;
  /** ISO 8601. */
  readonly since: string;
  readonly resumeAt: number | null;
}
