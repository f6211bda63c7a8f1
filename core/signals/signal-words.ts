import type { Reading, SignalCode } from "#core/domain/signal.ts";

const NAMES: Readonly<Record<SignalCode, string>> = {
  replica_lag: "replica lag",
  replica_bytes: "replica behind by",
  replica_missing: "replica missing",
  disk_free: "free disk",
  wal_slot: "room of a replication slot",
  wal_archive: "WAL files waiting for the archive",
  active_sessions: "active sessions",
  lock_waiters: "sessions waiting for locks",
  blocking_others: "a session waiting for us",
  io_waiters: "sessions waiting for the disk",
  sync_rep_waiters: "commits waiting for a replica",
  dead_rows: "dead rows against autovacuum's point",
  wraparound: "vacuum against wraparound",
  checkpoint_pressure: "forced checkpoints",
  long_transaction: "longest transaction",
  sqlite_wal: "pages in the WAL",
  sqlite_busy: "busy answers",
  sql_probe: "SQL probe",
  http_probe: "HTTP probe",
};

export const signalName = (code: SignalCode): string => NAMES[code];

const rounded = (value: number): string =>
  (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))).toLocaleString("en");

const STEPS = ["B", "kB", "MB", "GB", "TB"] as const;

function bytes(value: number): string {
  let rest = value;
  let step = 0;
  for (; Math.abs(rest) >= 1024 && step < STEPS.length - 1; step++) rest /= 1024;
  return `${rounded(rest)} ${STEPS[step]}`;
}

/** A value with its unit, for a sentence. */
export function signalValue(value: number, unit: Reading["unit"]): string {
  switch (unit) {
    case "bytes":
      return bytes(value);
    case "s":
      return `${rounded(value)} s`;
    case "share":
      return `${rounded(value * 100)} %`;
    case "per core":
      return `${rounded(value)} per core`;
    case "per min":
      return `${rounded(value)} a minute`;
    case "count":
      return rounded(value);
  }
}
