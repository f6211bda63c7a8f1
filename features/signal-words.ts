import { formatCount, formatDuration } from "#components/data/figures.ts";
import type { Reading, ReasonCode, SignalCode, SignalLimit } from "#core/domain/signal.ts";

export type Unit = Reading["unit"];

interface SignalWords {
  readonly label: string;
  readonly unit: Unit;
  /** One line for a person who sets its limit. */
  readonly about: string;
  /** Less is worse: it slows and stops below its limits. */
  readonly isFalling?: true;
}

/** How the screen calls each signal. Its kind and starting limits come from the server. */
export const SIGNAL_WORDS: Record<SignalCode, SignalWords> = {
  replica_lag: { label: "Replica lag", unit: "s", about: "How far the slowest standby is behind, in time" },
  replica_bytes: { label: "Replica backlog", unit: "bytes", about: "How far the slowest standby is behind, in WAL" },
  replica_missing: { label: "Replicas missing", unit: "count", about: "Expected standbys that are not connected" },
  disk_free: { label: "Free disk", unit: "share", about: "Share of the disk that is free", isFalling: true },
  wal_slot: {
    label: "Room of replication slots",
    unit: "bytes",
    about: "WAL that may still be written before a slot is lost",
    isFalling: true,
  },
  wal_archive: { label: "WAL archive backlog", unit: "count", about: "WAL files that wait for being archived" },
  active_sessions: { label: "Active sessions", unit: "per core", about: "Sessions at work, for each core" },
  lock_waiters: { label: "Lock waiters", unit: "count", about: "Sessions of others that wait for a lock" },
  blocking_others: { label: "Waiting for our batch", unit: "s", about: "How long somebody waits for a lock of ours" },
  io_waiters: { label: "I/O waiters", unit: "per core", about: "Sessions that wait for the disk, for each core" },
  sync_rep_waiters: {
    label: "Sync replica waiters",
    unit: "count",
    about: "Commits that wait for a synchronous standby",
  },
  dead_rows: { label: "Dead rows", unit: "share", about: "Dead rows against the point at which autovacuum begins" },
  wraparound: { label: "Wraparound vacuum", unit: "count", about: "Vacuum that must not wait is at work" },
  checkpoint_pressure: { label: "Checkpoint pressure", unit: "per min", about: "Checkpoints forced by WAL volume" },
  long_transaction: {
    label: "Oldest transaction",
    unit: "s",
    about: "Of others; while it is open vacuum cannot clean",
  },
  sqlite_wal: { label: "WAL pages", unit: "count", about: "SQLite: pages of the WAL file that are not checkpointed" },
  sqlite_busy: { label: "Busy answers", unit: "per min", about: "SQLite: how often the file was locked by others" },
  sql_probe: { label: "SQL probe", unit: "count", about: "The number that your query returns" },
  http_probe: { label: "HTTP probe", unit: "count", about: "The number that your URL answers" },
};

const OTHER_WORDS: Record<Exclude<ReasonCode, SignalCode>, string> = {
  operator: "A person",
  hold: "Hold",
  window: "Maintenance window",
  freeze: "Freeze",
  capacity: "Capacity",
  older_transactions: "Older transactions",
  unreachable: "Database unreachable",
  error_class: "Repeated errors",
  skip_limit: "Limit of set-aside rows",
  learning: "Learning",
};

const isSignal = (code: ReasonCode): code is SignalCode => code in SIGNAL_WORDS;
export const reasonLabel = (code: ReasonCode): string =>
  isSignal(code) ? SIGNAL_WORDS[code].label : OTHER_WORDS[code];

const WORDED_SECONDS = 90;

const seconds = (value: number): string => {
  if (value > 0 && value < 1) return `${Math.round(value * 1000)} ms`;
  return value < WORDED_SECONDS ? `${Math.round(value * 10) / 10} s` : formatDuration(value * 1000);
};
const BYTE_STEPS = ["B", "kB", "MB", "GB", "TB"] as const;
/** By 1,024, as servers count: their limits are round numbers so. */
function bytes(value: number): string {
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), BYTE_STEPS.length - 1);
  return `${trimmed(Math.round((value / 1024 ** step) * 10) / 10)} ${BYTE_STEPS[step]}`;
}
const trimmed = (value: number): string =>
  Math.abs(value) >= 100 ? formatCount(value) : String(Math.round(value * 100) / 100);

/** A value with its unit, as short as it stays exact enough: `3.1 s`, `256 MB`, `62 %`, `0.7 per core`. */
export function formatQuantity(value: number, unit: Unit): string {
  switch (unit) {
    case "s":
      return seconds(value);
    case "bytes":
      return bytes(value);
    case "share":
      return `${trimmed(value * 100)} %`;
    case "count":
      return trimmed(value);
    case "per core":
      return `${trimmed(value)} per core`;
    case "per min":
      return `${trimmed(value)} a minute`;
  }
}

const FACTORS: Record<Unit, Readonly<Record<string, number>>> = {
  s: { "": 1, ms: 0.001, s: 1, min: 60, h: 3600 },
  bytes: { "": 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 },
  share: { "%": 0.01, "": 1 },
  count: { "": 1 },
  "per core": { "": 1, "per core": 1 },
  "per min": { "": 1, "a minute": 1, "per min": 1, "/min": 1 },
};

/** Reads what a person typed; `undefined` when it is no quantity of that unit. */
export function parseQuantity(text: string, unit: Unit): number | undefined {
  const match = /^(\d+(?:[.,]\d+)?)\s*(.*)$/.exec(text.trim().toLowerCase());
  const factor = match ? FACTORS[unit][match[2] ?? ""] : undefined;
  if (!match || factor === undefined) return undefined;
  return Number((match[1] ?? "").replace(",", ".")) * factor;
}

const EXAMPLES: Record<Unit, string> = {
  s: "5 s, 2 min",
  bytes: "256 MB, 4 GB",
  share: "20 %",
  count: "10",
  "per core": "0.7",
  "per min": "3",
};
export const quantityExample = (unit: Unit): string => EXAMPLES[unit];

/** Whether less is worse: a limit says so by its order, and where it leaves that open the signal does. */
function isLessWorse(code: SignalCode, { slow, stop, resume }: SignalLimit): boolean {
  const other = resume ?? slow;
  return stop !== null && other !== null && stop !== other ? stop < other : SIGNAL_WORDS[code].isFalling === true;
}

/** "slow from 0.7 per core, stop from 1 per core, on again at 0.55 per core" */
export function limitText(code: SignalCode, limit: SignalLimit, unit: Unit = SIGNAL_WORDS[code].unit): string {
  const { slow, stop, resume } = limit;
  const edge = (value: number) =>
    isLessWorse(code, limit) ? `at ${formatQuantity(value, unit)} or less` : `from ${formatQuantity(value, unit)}`;
  const parts = [
    slow === null ? null : `slow ${edge(slow)}`,
    stop === null ? null : `stop ${edge(stop)}`,
    stop === null || resume === null ? null : `on again at ${formatQuantity(resume, unit)}`,
  ].filter((it) => it !== null);
  return parts.length > 0 ? parts.join(", ") : "no limit";
}
