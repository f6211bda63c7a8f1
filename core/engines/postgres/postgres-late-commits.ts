import { setTimeout as pause } from "node:timers/promises";
import type { Connection, Row } from "../connection.ts";
import type { LateCommits, OpenTransaction } from "../late-commits.ts";

/**
 * Transactions in progress that began to write before the mark. Only these can hold a row that a batch passes without
 * seeing it: one without a transaction id has written nothing yet, and what it will write, it writes under the dual
 * writes of now. Those of other databases cannot write here, and autovacuum writes no rows. Prepared ones count.
 *
 * `pg_locks` ties an id to its session for everybody; `pg_stat_activity.backend_xid` is hidden without pg_monitor. It is
 * read after the snapshot: an id that is not tied has ended in between, or will be tied at once.
 */
const OLDER = `
  SELECT coalesce(p.gid, a.pid::text, 'transaction ' || x.id::text) AS backend, p.gid IS NOT NULL OR a.pid IS NOT NULL AS tied, coalesce(p.owner, a.usename)::text AS "user", nullif(a.application_name, '') AS application,
         coalesce(p.database, a.datname)::text AS database, CASE WHEN p.gid IS NOT NULL THEN 'prepared' ELSE a.state END AS state,
         extract(epoch FROM clock_timestamp() - coalesce(p.prepared, a.xact_start))::float8 AS seconds
    FROM pg_snapshot_xip(pg_current_snapshot()) AS x(id)
    LEFT JOIN pg_prepared_xacts p ON p.transaction = x.id::xid
    LEFT JOIN pg_locks l ON l.locktype = 'transactionid' AND l.transactionid = x.id::xid AND l.mode = 'ExclusiveLock' AND l.granted AND l.pid IS NOT NULL
    LEFT JOIN pg_stat_activity a ON a.pid = l.pid
   WHERE x.id < $1::text::xid8 AND coalesce(p.database, a.datname, current_database()) = current_database()
     AND a.backend_type IS DISTINCT FROM 'autovacuum worker' AND a.pid IS DISTINCT FROM pg_backend_pid()
   ORDER BY seconds DESC NULLS LAST`;

/** A session that the machine halts just after it got its id is untied for as long. */
const LOOKS = 10;
const LOOK_MS = 20;

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const transactionOf = (row: Row): OpenTransaction => ({
  backend: String(row.backend),
  user: textOf(row.user),
  application: textOf(row.application),
  database: textOf(row.database),
  seconds: typeof row.seconds === "number" ? Math.max(0, row.seconds) : null,
  state: textOf(row.state),
});

export const postgresLateCommits: LateCommits = {
  /** A transaction id taken now; its transaction ends with the statement. */
  async mark(connection) {
    const { rows } = await connection.query("SELECT pg_current_xact_id()::text AS mark");
    return String(rows[0]?.mark);
  },
  async older(connection, mark) {
    let told = await read(connection, mark);
    // Whose these are cannot be told yet, nor whether they could write here at all.
    const untied = new Set(told.filter(({ isTied }) => !isTied).map(({ transaction }) => transaction.backend));
    for (let looks = 1; untied.size > 0 && looks < LOOKS; looks++) {
      told = (await read(connection, mark)).filter(
        ({ isTied, transaction }) => isTied || untied.has(transaction.backend),
      );
      if (told.every(({ isTied }) => isTied)) break;
      await pause(LOOK_MS);
    }
    return told.map(({ transaction }) => transaction);
  },
};

async function read(connection: Connection, mark: string) {
  const { rows } = await connection.query(OLDER, [mark]);
  return rows.map((row) => ({ isTied: row.tied === true, transaction: transactionOf(row) }));
}
