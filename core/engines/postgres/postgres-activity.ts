import type { Connection, Row } from "../connection.ts";
import type { Activity, LockHolder, SessionActivity, TableRef } from "../introspector.ts";
import { quoteName, quoteTableName } from "./postgres-names.ts";
import { withoutLiterals } from "./postgres-tokens.ts";

/** From here on a transaction is long: schema changes queue behind it, and everybody else behind them. */
const LONG_TRANSACTION_S = 30;
const MAX_SESSIONS = 50;

const COLUMNS = `a.pid::text AS backend, a.usename AS user_name, a.application_name AS application, a.state,
  extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS seconds, a.query,
  CASE WHEN a.state = 'active' AND a.wait_event_type IS NOT NULL THEN a.wait_event_type || ': ' || a.wait_event END AS waiting_for,
  array(SELECT DISTINCT x::text FROM unnest(CASE WHEN a.wait_event_type = 'Lock' THEN pg_blocking_pids(a.pid) ELSE '{}' END) x) AS blocked_by`;

/** Which session and transaction it is, also when its pid is given away again. */
export const SESSION_IDENTITY = "concat_ws(' ', a.pid, a.backend_start, a.xact_start)";

const HOLDER_COLUMNS = `${COLUMNS}, ${SESSION_IDENTITY} AS identity,
  CASE WHEN a.backend_type = 'autovacuum worker' THEN CASE WHEN a.query LIKE '%(to prevent wraparound)%' THEN 'wraparound vacuum' ELSE 'vacuum' END
       WHEN a.backend_type = 'walsender' THEN 'replication' WHEN a.backend_type <> 'client backend' THEN 'server'
       WHEN a.application_name LIKE 'sluice:%' THEN 'own' ELSE 'client' END AS kind`;

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

function sessionOf(row: Row): SessionActivity {
  const query = textOf(row.query);
  return {
    backend: String(row.backend),
    user: textOf(row.user_name),
    application: textOf(row.application),
    state: textOf(row.state),
    transactionSeconds: typeof row.seconds === "number" ? row.seconds : null,
    query: query === null ? null : withoutLiterals(query),
    waitingFor: textOf(row.waiting_for),
    // A prepared transaction that blocks is reported as pid 0.
    blockedBy: Array.isArray(row.blocked_by)
      ? row.blocked_by.map((pid) => (pid === "0" ? "prepared transaction" : String(pid)))
      : [],
  };
}

const holderOf = (row: Row): LockHolder => ({
  ...sessionOf(row),
  identity: textOf(row.identity),
  kind: row.kind as LockHolder["kind"],
});

export async function readActivity(connection: Connection): Promise<Activity> {
  const long = await connection.query(
    `SELECT ${COLUMNS} FROM pg_stat_activity a
      WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
        AND a.xact_start < clock_timestamp() - make_interval(secs => $1) ORDER BY a.xact_start LIMIT ${MAX_SESSIONS}`,
    [LONG_TRANSACTION_S],
  );
  const waits = await connection.query(
    `SELECT ${COLUMNS} FROM pg_stat_activity a
      WHERE a.datname = current_database() AND a.wait_event_type = 'Lock' AND a.pid <> pg_backend_pid()
      ORDER BY a.query_start LIMIT ${MAX_SESSIONS}`,
  );
  return {
    longTransactions: long.rows.map(sessionOf),
    lockWaits: waits.rows.map(sessionOf),
    gaps: await gapsOf(connection),
  };
}

/** Without the right, a server shows other sessions as if nothing happened in them: that reads as healthy. */
async function gapsOf(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query(
    "SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all, current_user::text AS me",
  );
  if (rows[0]?.sees_all === true) return [];
  const grant = `GRANT pg_monitor TO ${quoteName(String(rows[0]?.me))}`;
  return [
    `Sessions of other users are not visible: transactions and lock waits may be missing here. ${grant} shows them.`,
  ];
}

/** Sessions with a granted lock on the tables, their partitions or indexes; an index counts for its table. */
export async function readHolders(connection: Connection, tables: readonly TableRef[]): Promise<readonly LockHolder[]> {
  if (tables.length === 0) return [];
  const names = tables.map(quoteTableName);
  const relations = `
    WITH named AS (SELECT to_regclass(x) AS oid FROM unnest($1::text[]) x),
         tables AS (SELECT oid FROM named WHERE oid IS NOT NULL
                    UNION SELECT i.indrelid FROM pg_index i JOIN named ON named.oid = i.indexrelid),
         relations AS (SELECT oid FROM tables UNION SELECT t.relid FROM tables, pg_partition_tree(tables.oid) t),
         held AS (SELECT l.pid, l.virtualtransaction, bool_or(l.mode <> 'AccessShareLock') AS writes
                    FROM pg_locks l JOIN relations r ON r.oid = l.relation
                   WHERE l.locktype = 'relation' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                   GROUP BY 1, 2)`;
  const sessions = await connection.query(
    `${relations} SELECT ${HOLDER_COLUMNS} FROM pg_stat_activity a
      WHERE a.pid <> pg_backend_pid() AND a.pid IN (SELECT pid FROM held) ORDER BY a.xact_start LIMIT ${MAX_SESSIONS}`,
    [names],
  );
  const prepared = await connection.query(
    `${relations} SELECT 'prepared transaction ' || p.gid AS backend, p.owner::text AS user_name, NULL AS application, 'prepared' AS state,
            extract(epoch FROM clock_timestamp() - p.prepared)::float8 AS seconds, NULL AS query, NULL AS waiting_for, '{}'::text[] AS blocked_by,
            NULL AS identity, 'prepared' AS kind
       FROM pg_prepared_xacts p JOIN held ON held.pid IS NULL AND split_part(held.virtualtransaction, '/', 2) = p.transaction::text`,
    [names],
  );
  return [...sessions.rows, ...prepared.rows].map(holderOf);
}
