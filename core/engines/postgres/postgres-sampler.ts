import { DomainError } from "#core/domain/domain-error.ts";
import type { Reading, SignalCode } from "#core/domain/signal.ts";
import type { Connection } from "../connection.ts";
import type { TargetSampler } from "../target-sampler.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { readReplication } from "./postgres-sampler-replication.ts";
import { readSessions } from "./postgres-sampler-sessions.ts";
import { readStorage, type StorageMemory } from "./postgres-sampler-storage.ts";
import { inTransaction } from "./postgres-transaction.ts";

/** Counters of the storage move slowly; they are looked at this often. */
const SLOW_MS = 15_000;

interface Memory {
  readonly storageAt: number;
  readonly storage: readonly Reading[];
  readonly counters: StorageMemory | null;
}

const isMemory = (value: unknown): value is Memory =>
  typeof value === "object" && value !== null && "storageAt" in value && "storage" in value;

/** What a group of readings says when its query fails: each of its codes is tried and not known. */
export const unknownReadings = (
  codes: readonly (readonly [SignalCode, Reading["unit"]])[],
  problem: string,
): Reading[] => codes.map(([code, unit]) => ({ code, value: null, unit, host: "primary", problem }));

/** One group's failure must not hide the others. A lost session does end the whole look. */
async function orUnknown(
  codes: readonly (readonly [SignalCode, Reading["unit"]])[],
  read: () => Promise<readonly Reading[]>,
): Promise<readonly Reading[]> {
  try {
    return await read();
  } catch (error) {
    if (postgresErrors.classify(error) === "connection") throw error;
    const { code, message } = postgresErrors.describe(error);
    return unknownReadings(codes, `${message} (${code})`);
  }
}

/** Reads the views of the statistics collector; what a right hides is unknown, never healthy. */
export const postgresSampler: TargetSampler = {
  async sample(connection, { tables, cores, expectedReplicas, memory }) {
    const { rows } = await connection.query(
      `SELECT current_setting('is_superuser') = 'on' OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS "seesAll",
              pg_is_in_recovery() AS "isStandby"`,
    );
    if (rows[0]?.isStandby === true) throw new DomainError("target-changed", "The server has become a standby.");
    const seesAll = rows[0]?.seesAll === true;
    const sessions = await orUnknown(
      [
        ["active_sessions", cores === null ? "count" : "per core"],
        ["lock_waiters", "count"],
      ],
      () => readSessions(connection, { cores, seesAll }),
    );
    const replication = await orUnknown([["replica_lag", "s"]], () =>
      readReplication(connection, { seesAll, expected: expectedReplicas }),
    );
    const before = isMemory(memory) ? memory : null;
    const now = performance.now();
    if (before && now - before.storageAt < SLOW_MS && now >= before.storageAt)
      return { readings: [...sessions, ...replication, ...before.storage], memory: before };
    let counters = before?.counters ?? null;
    const storage = await orUnknown([["dead_rows", "share"]], async () => {
      const look = await readStorage(connection, tables, counters);
      counters = look.memory;
      return look.readings;
    });
    return { readings: [...sessions, ...replication, ...storage], memory: { storageAt: now, storage, counters } };
  },

  async blocked(connection) {
    const { rows } = await connection.query(
      `SELECT b.pid::text AS ours, b.application_name AS "ourName", w.pid::text AS waiter,
              coalesce(nullif(w.application_name, ''), w.usename::text, 'unknown') AS "waiterName",
              extract(epoch FROM clock_timestamp() - l.waitstart) * 1000 AS ms
         FROM pg_locks l JOIN pg_stat_activity w ON w.pid = l.pid
        CROSS JOIN LATERAL unnest(pg_blocking_pids(l.pid)) AS x(pid) JOIN pg_stat_activity b ON b.pid = x.pid
        WHERE NOT l.granted AND l.waitstart IS NOT NULL AND b.application_name LIKE 'sluice:%'
          -- Another database of the server has a watch of its own, or a Sluice of its own.
          AND b.datname = current_database()
          AND coalesce(w.application_name, '') NOT LIKE 'sluice:%'`,
    );
    return rows.map((row) => ({
      ours: String(row.ours),
      ourName: String(row.ourName),
      waiter: String(row.waiter),
      waiterName: String(row.waiterName),
      waitedMs: Number(row.ms),
    }));
  },

  async cancel(connection, session) {
    const { rows } = await connection.query(
      `SELECT pg_cancel_backend(pid) AS done FROM pg_stat_activity
        WHERE pid = $1::int AND application_name LIKE 'sluice:%' AND state = 'active' AND query !~* '^\\s*commit'`,
      [session],
    );
    return rows[0]?.done === true;
  },

  async beat(connection) {
    const { rows } = await connection.query(
      `INSERT INTO sluice.heartbeat (id, seq, at) VALUES (1, 1, clock_timestamp())
       ON CONFLICT (id) DO UPDATE SET seq = sluice.heartbeat.seq + 1, at = clock_timestamp() RETURNING seq::text AS seq`,
    );
    return BigInt(String(rows[0]?.seq));
  },

  async readBeat(connection) {
    const { rows } = await connection.query(
      "SELECT pg_is_in_recovery() AS standby, to_regclass('sluice.heartbeat') IS NOT NULL AS there",
    );
    if (rows[0]?.standby !== true) throw new DomainError("target-changed", "The replica is no standby any more.");
    if (rows[0]?.there !== true) return null;
    const beat = await connection.query("SELECT seq::text AS seq FROM sluice.heartbeat WHERE id = 1");
    return beat.rows[0] ? BigInt(String(beat.rows[0].seq)) : null;
  },

  probe: probePostgresNumber,
};

async function probePostgresNumber(connection: Connection, sql: string): Promise<number> {
  const begin = "BEGIN READ ONLY; SET LOCAL statement_timeout = '500ms'; SET LOCAL lock_timeout = '200ms'";
  // With a parameter it can be one statement only: no second one ends the read-only transaction.
  const only = `SELECT p.* FROM (\n${sql.replace(/;\s*$/, "")}\n) AS p WHERE $1::boolean`;
  const { rows } = await inTransaction(connection, () => connection.query(only, [true]), begin);
  const value = rows.length === 1 ? Object.values(rows[0] ?? {}) : [];
  const number = value.length === 1 && value[0] !== null ? Number(value[0]) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw new DomainError("invalid-input", "The probe must return one row with one number.");
}
