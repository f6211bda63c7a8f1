import { skippedGroupOf, skippedRowOf } from "../skipped-row-of.ts";
import type { SkippedRows } from "../skipped-rows.ts";
import { retryRows } from "./sqlite-retry-rows.ts";
import { NOW } from "./sqlite-shard.ts";
import { filterSql } from "./sqlite-skipped-filter.ts";
import { hasTable } from "./sqlite-target-tables.ts";

const MOST_GROUPS = 200;

/** Rows that batches set aside, in `sluice_backfill_skip` beside the checkpoints. */
export const sqliteSkippedRows: SkippedRows = {
  async groups(connection, runId) {
    if (!(await hasTable(connection, "sluice_backfill_skip"))) return [];
    const { rows } = await connection.query(
      `SELECT kind, status, code, message, count(*) AS n FROM sluice_backfill_skip WHERE run_id = ?
        GROUP BY kind, status, code, message ORDER BY status = 'open' DESC, n DESC, kind, code, message LIMIT ${MOST_GROUPS}`,
      [runId],
    );
    return rows.map(skippedGroupOf);
  },

  async list(connection, runId, { after, limit, ...asked }) {
    if (!(await hasTable(connection, "sluice_backfill_skip"))) return [];
    const filter = filterSql(asked);
    const { rows } = await connection.query(
      `SELECT * FROM sluice_backfill_skip WHERE run_id = ? AND row_key > ?${filter.sql} ORDER BY row_key LIMIT ?`,
      [runId, after ?? "", ...filter.params, limit],
    );
    return rows.map(skippedRowOf);
  },

  retry: retryRows,

  async waive(connection, runId, { keys, ...asked }) {
    if (!(await hasTable(connection, "sluice_backfill_skip"))) return 0;
    const filter = filterSql({ ...asked, status: undefined });
    const named = keys === undefined ? "" : " AND row_key IN (SELECT value FROM json_each(?))";
    const { rowCount } = await connection.query(
      `UPDATE sluice_backfill_skip SET status = 'waived', last_at = ${NOW} WHERE run_id = ? AND status = 'open'${filter.sql}${named}`,
      [runId, ...filter.params, ...(keys === undefined ? [] : [JSON.stringify(keys)])],
    );
    return rowCount;
  },
};
