import type { Reading } from "#core/domain/signal.ts";
import type { Connection, Row } from "../connection.ts";

const numberOf = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** Standbys as the primary sees them, slots and the archive. A standby that should be there and is not is a reading. */
export async function readReplication(
  connection: Connection,
  { seesAll, expected }: { readonly seesAll: boolean; readonly expected: readonly string[] },
): Promise<readonly Reading[]> {
  const standbys = await connection.query(
    `SELECT coalesce(nullif(application_name, ''), host(client_addr), 'pid ' || pid) AS name, state,
            pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 AS bytes,
            extract(epoch FROM replay_lag)::float8 AS lag
       FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup'`,
  );
  return [
    ...standbys.rows.flatMap((row) => ofStandby(row, seesAll)),
    ...expected.map((name) => ofExpected(name, standbys.rows)),
    ...(await readSlots(connection)),
    ...(await readArchive(connection)),
  ];
}

function ofStandby(row: Row, seesAll: boolean): readonly Reading[] {
  const host = String(row.name);
  if (!seesAll) {
    const problem = "needs the role pg_monitor: GRANT pg_monitor TO the user";
    return [{ code: "replica_lag", value: null, unit: "s", host, problem }];
  }
  const bytes = numberOf(row.bytes);
  return [
    // The server forgets the lag of an idle standby: with nothing left to replay there is none.
    { code: "replica_lag", value: numberOf(row.lag) ?? 0, unit: "s", host },
    bytes === null
      ? { code: "replica_bytes", value: null, unit: "bytes", host, problem: "it has not yet told its position" }
      : { code: "replica_bytes", value: Math.max(0, bytes), unit: "bytes", host },
  ];
}

function ofExpected(name: string, rows: readonly Row[]): Reading {
  const isThere = rows.some((row) => row.name === name && row.state === "streaming");
  const detail = isThere ? {} : { detail: "no standby streams under this name" };
  return { code: "replica_missing", value: isThere ? 0 : 1, unit: "count", host: name, ...detail };
}

async function readSlots(connection: Connection): Promise<readonly Reading[]> {
  const { rows } = await connection.query(
    `SELECT slot_name AS name, wal_status AS status, safe_wal_size::float8 AS safe FROM pg_replication_slots
      WHERE safe_wal_size IS NOT NULL OR wal_status IN ('unreserved', 'lost')`,
  );
  return rows.map((row) => {
    const isPast = row.status === "unreserved" || row.status === "lost";
    const value = isPast ? 0 : Math.max(0, Number(row.safe));
    return {
      code: "wal_slot",
      value,
      unit: "bytes",
      host: String(row.name),
      ...(isPast ? { detail: `it is ${String(row.status)}` } : {}),
    };
  });
}

/** Pending is by the name of the last file; after a promotion that may be a history file, which says nothing. */
async function readArchive(connection: Connection): Promise<readonly Reading[]> {
  const { rows } = await connection.query(
    `WITH a AS (SELECT last_archived_wal AS f, last_failed_time, last_archived_time,
                       pg_size_bytes(current_setting('wal_segment_size')) AS seg
                  FROM pg_stat_archiver WHERE current_setting('archive_mode') <> 'off')
     SELECT coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL) AS failing,
            CASE WHEN f ~ '^[0-9A-F]{24}' THEN floor(pg_wal_lsn_diff(pg_current_wal_lsn(), (substr(f, 9, 8) || '/0')::pg_lsn) / seg)
                 - ('x' || substr(f, 17, 8))::bit(32)::bigint END::float8 AS pending FROM a`,
  );
  return rows.flatMap((row): readonly Reading[] => {
    const base = { code: "wal_archive", unit: "count", host: "archive" } as const;
    if (row.failing === true) return [{ ...base, value: null, problem: "archive_command fails" }];
    const pending = numberOf(row.pending);
    return pending === null ? [] : [{ ...base, value: Math.max(0, pending) }];
  });
}
