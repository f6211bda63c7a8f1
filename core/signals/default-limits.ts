import type { SignalCode, SignalKind, SignalLimit } from "#core/domain/signal.ts";

const MB = 1024 ** 2;
const GB = 1024 ** 3;
const limit = (slow: number | null, stop: number | null, resume: number | null): SignalLimit => ({
  slow,
  stop,
  resume,
});
const NONE = limit(null, null, null);

/** How each signal answers. Reference: backfill protocol, part 8. */
export const SIGNAL_KINDS: Readonly<Record<SignalCode, SignalKind>> = {
  replica_lag: "budget",
  replica_bytes: "budget",
  replica_missing: "budget",
  disk_free: "budget",
  wal_slot: "budget",
  wal_archive: "budget",
  active_sessions: "gauge",
  lock_waiters: "gauge",
  blocking_others: "act",
  io_waiters: "gauge",
  sync_rep_waiters: "gauge",
  dead_rows: "gauge",
  wraparound: "budget",
  checkpoint_pressure: "gauge",
  long_transaction: "warn",
  sqlite_wal: "gauge",
  sqlite_busy: "gauge",
  sql_probe: "budget",
  http_probe: "budget",
};

/**
 * What applies where a database says nothing of its own. From the backfill protocol, part 8, but for `dead_rows`: a
 * backfill makes a dead row of every row it changes, so a limit of twice the point at which autovacuum comes would stop
 * each one on a middle-sized table until autovacuum's next minute. It slows from there, and stops far above.
 * Where `stop` lies under `resume`, less is worse.
 */
export const DEFAULT_LIMITS: Readonly<Record<SignalCode, SignalLimit>> = {
  replica_lag: limit(null, 5, 1),
  replica_bytes: limit(null, 256 * MB, 64 * MB),
  replica_missing: limit(null, 1, 0),
  disk_free: limit(0.2, 0.15, 0.25),
  wal_slot: limit(4 * GB, 2 * GB, 4 * GB),
  wal_archive: limit(20, 42, 20),
  active_sessions: limit(0.7, 1, 0.55),
  lock_waiters: limit(3, 10, 2),
  blocking_others: limit(0.5, null, null),
  io_waiters: limit(0.7, 1.5, 0.5),
  sync_rep_waiters: limit(3, 10, 3),
  dead_rows: limit(2, 10, 2),
  wraparound: limit(null, 1, 0),
  checkpoint_pressure: limit(4, null, null),
  long_transaction: limit(300, null, null),
  sqlite_wal: limit(2_000, 10_000, 1_000),
  sqlite_busy: limit(3, 20, 1),
  sql_probe: NONE,
  http_probe: NONE,
};
