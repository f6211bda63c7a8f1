import type { Connection, Row } from "../connection.ts";
import { skippedGroupOf, skippedRowOf } from "../skipped-row-of.ts";
import type { SkippedRows } from "../skipped-rows.ts";
import { sqlStateOf } from "./postgres-errors.ts";
import { retryRows } from "./postgres-retry-rows.ts";
import { filterSql } from "./postgres-skipped-filter.ts";

const MOST_GROUPS = 200;
const UNDEFINED_TABLE = "42P01";

/** Of a run that set nothing aside, or that never began here. */
async function readSkips(connection: Connection, sql: string, params: readonly unknown[]): Promise<readonly Row[]> {
  try {
    return (await connection.query(sql, params)).rows;
  } catch (error) {
    if (sqlStateOf(error) === UNDEFINED_TABLE) return [];
    throw error;
  }
}

const isoTime = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ${column}`;

/** Rows that batches set aside, in `sluice.backfill_skip` beside the checkpoints. */
export const postgresSkippedRows: SkippedRows = {
  async groups(connection, runId) {
    const rows = await readSkips(
      connection,
      `SELECT kind, status, code, message, count(*) AS n FROM sluice.backfill_skip WHERE run_id = $1::uuid
        GROUP BY kind, status, code, message ORDER BY status = 'open' DESC, n DESC, kind, code, message LIMIT ${MOST_GROUPS}`,
      [runId],
    );
    return rows.map(skippedGroupOf);
  },

  async list(connection, runId, { after, limit, ...filter }) {
    const params: unknown[] = [runId, after ?? "", limit];
    const rows = await readSkips(
      connection,
      `SELECT row_key, shard_no, kind, status, tries, code, message, ${isoTime("first_at")}, ${isoTime("last_at")}
         FROM sluice.backfill_skip WHERE run_id = $1::uuid AND row_key > $2${filterSql(filter, params)} ORDER BY row_key LIMIT $3`,
      params,
    );
    return rows.map(skippedRowOf);
  },

  retry: retryRows,

  async waive(connection, runId, { keys, ...filter }) {
    const params: unknown[] = [runId];
    const named = keys === undefined ? "" : ` AND row_key = ANY ($${params.push(keys)}::text[])`;
    const { rowCount } = await connection.query(
      `UPDATE sluice.backfill_skip SET status = 'waived', last_at = clock_timestamp()
        WHERE run_id = $1::uuid AND status = 'open'${named}${filterSql({ ...filter, status: undefined }, params)}`,
      params,
    );
    return rowCount;
  },
};
