import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { partsOfKeyText } from "../key-text.ts";
import type { SkippedRows } from "../skipped-rows.ts";
import { inTransaction } from "./sqlite-connection.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { isKey } from "./sqlite-key.ts";
import { quoteTableName } from "./sqlite-names.ts";
import { NOW } from "./sqlite-shard.ts";
import { filterSql } from "./sqlite-skipped-filter.ts";
import { hasTable } from "./sqlite-target-tables.ts";
import { writeRows } from "./sqlite-write-rows.ts";

/** Doublings of the time between two tries. */
const MOST_DOUBLINGS = 10;

type Outcome = "fixed" | "gone" | "stillOpen";

/** Tries open rows again, those first that were tried longest ago; each in a transaction of its own. */
export const retryRows: SkippedRows["retry"] = async (connection, spec, layout, request) => {
  const counts: Record<Outcome, number> = { fixed: 0, gone: 0, stillOpen: 0 };
  for (const key of await dueRows(connection, spec, request)) {
    counts[await retryRow(connection, spec, layout, key)] += 1;
  }
  return counts;
};

async function dueRows(
  connection: Connection,
  { runId }: BackfillSpec,
  { filter: { kind, code }, limit, notWithinMs }: Parameters<SkippedRows["retry"]>[3],
): Promise<readonly KeyText[]> {
  if (!(await hasTable(connection, "sluice_backfill_skip"))) return [];
  const filter = filterSql({ kind, code });
  const waited = "(julianday('now') - julianday(last_at)) * 86400000.0";
  const { rows } = await connection.query(
    `SELECT row_key FROM sluice_backfill_skip WHERE run_id = ? AND status = 'open'${filter.sql}
        AND (CAST(? AS REAL) <= 0 OR ${waited} >= CAST(? AS REAL) * (1 << min(tries - 1, ${MOST_DOUBLINGS})))
      ORDER BY last_at, row_key LIMIT ?`,
    [runId, ...filter.params, notWithinMs, notWithinMs, limit],
  );
  return rows.map((row) => String(row.row_key));
}

async function retryRow(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  key: KeyText,
): Promise<Outcome> {
  try {
    return await inTransaction(connection, () => tryRow(connection, spec, layout, key));
  } catch (error) {
    if (sqliteErrors.classify(error) !== "poison") throw error;
    const { code, message } = sqliteErrors.describe(error);
    await connection.query(
      `UPDATE sluice_backfill_skip SET tries = tries + 1, last_at = ${NOW}, kind = 'poison', code = ?, message = ?
        WHERE run_id = ? AND row_key = ? AND status = 'open'`,
      [code, message, spec.runId, key],
    );
    return "stillOpen";
  }
}

/** Under the file's write lock; whoever was first has closed the entry. */
async function tryRow(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  key: KeyText,
): Promise<Outcome> {
  const { rows } = await connection.query(
    "SELECT 1 FROM sluice_backfill_skip WHERE run_id = ? AND row_key = ? AND status = 'open'",
    [spec.runId, key],
  );
  if (rows.length === 0) return "stillOpen";
  const place = { sql: isKey(layout.key), params: partsOfKeyText(key) };
  const found = await connection.query(
    `SELECT 1 FROM ${quoteTableName(spec.table)} AS t WHERE ${place.sql}`,
    place.params,
  );
  const outcome = found.rows.length > 0 ? "fixed" : "gone";
  if (outcome === "fixed") await writeRows(connection, spec, layout, place);
  await connection.query(
    `UPDATE sluice_backfill_skip SET status = ?, tries = tries + 1, last_at = ${NOW} WHERE run_id = ? AND row_key = ?`,
    [outcome, spec.runId, key],
  );
  return outcome;
}
