import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import type { SkippedRows } from "../skipped-rows.ts";
import { isKey, where } from "./postgres-backfill-sql.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { heldUpdate } from "./postgres-held-update.ts";
import { quoteName, quoteTableName } from "./postgres-names.ts";
import { beginWrite } from "./postgres-shard-transaction.ts";
import { filterSql } from "./postgres-skipped-filter.ts";
import { inTransaction, withDeadline } from "./postgres-transaction.ts";

const DEADLINE_MS = 20_000;
/** Doublings of the time between two tries. */
const MOST_DOUBLINGS = 10;

type Outcome = "fixed" | "gone" | "stillOpen";
interface SetAsideRow {
  readonly key: KeyText;
  readonly shardNo: number;
}

/** Tries open rows again, those first that were tried longest ago; each in a transaction of its own. */
export const retryRows: SkippedRows["retry"] = async (connection, spec, layout, { filter, limit, notWithinMs }) => {
  const counts: Record<Outcome, number> = { fixed: 0, gone: 0, stillOpen: 0 };
  for (const row of await dueRows(connection, spec, filter, { limit, notWithinMs })) {
    counts[await retryRow(connection, spec, layout, row)] += 1;
  }
  return counts;
};

async function dueRows(
  connection: Connection,
  { runId }: BackfillSpec,
  { kind, code }: Parameters<SkippedRows["retry"]>[3]["filter"],
  { limit, notWithinMs }: { readonly limit: number; readonly notWithinMs: number },
): Promise<readonly SetAsideRow[]> {
  const params: unknown[] = [runId, limit, notWithinMs];
  const { rows } = await connection.query(
    `SELECT row_key, shard_no FROM sluice.backfill_skip WHERE run_id = $1::uuid AND status = 'open'${filterSql({ kind, code }, params)}
        AND last_at <= clock_timestamp() - $3::float8 * power(2, least(tries - 1, ${MOST_DOUBLINGS})) * interval '1 ms'
      ORDER BY last_at, row_key LIMIT $2`,
    params,
  );
  return rows.map((row) => ({ key: String(row.row_key), shardNo: Number(row.shard_no) }));
}

async function retryRow(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  row: SetAsideRow,
): Promise<Outcome> {
  try {
    const begin = beginWrite(connection, spec);
    const work = () => inTransaction(connection, () => tryRow(connection, spec, layout, row), begin);
    return await withDeadline(connection, DEADLINE_MS, work);
  } catch (error) {
    const kind = postgresErrors.classify(error);
    if (!["poison", "lock-wait", "conflict", "too-slow"].includes(kind)) throw error;
    const { code, message } = postgresErrors.describe(error);
    await noteTry(connection, spec.runId, row.key, kind === "poison" ? { code, message } : null);
    return "stillOpen";
  }
}

/** Under the lock of its own entry: of two that try the same row one passes over it. */
async function tryRow(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  { key, shardNo }: SetAsideRow,
): Promise<Outcome> {
  const { rows } = await connection.query(
    "SELECT 1 FROM sluice.backfill_skip WHERE run_id = $1::uuid AND row_key = $2 AND status = 'open' FOR UPDATE SKIP LOCKED",
    [spec.runId, key],
  );
  if (rows.length === 0) return "stillOpen";
  const found = await lockRow(connection, spec, layout, key);
  if (found === "held") {
    await noteTry(connection, spec.runId, key, null);
    return "stillOpen";
  }
  if (found === "locked") {
    const { text, params } = heldUpdate(spec, layout, { runId: spec.runId, shardNo, rows: key, skipLocked: false });
    await connection.query(text, params);
  }
  const outcome = found === "locked" ? "fixed" : "gone";
  await connection.query(
    "UPDATE sluice.backfill_skip SET status = $3, tries = tries + 1, last_at = clock_timestamp() WHERE run_id = $1::uuid AND row_key = $2",
    [spec.runId, key, outcome],
  );
  return outcome;
}

/** `held`: another has it, or has just deleted it. */
async function lockRow(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  key: KeyText,
): Promise<"locked" | "held" | "absent"> {
  const params: unknown[] = [];
  const table = quoteName(spec.table.name);
  const from = `SELECT FROM ${quoteTableName(spec.table)}${where(isKey(layout.key, table, key, params))}`;
  const { rows } = await connection.query(
    `WITH "~sluice got" AS MATERIALIZED (${from} FOR NO KEY UPDATE OF ${table} SKIP LOCKED)
     SELECT EXISTS (SELECT FROM "~sluice got") AS is_locked, EXISTS (${from}) AS is_there`,
    params,
  );
  if (rows[0]?.is_locked === true) return "locked";
  return rows[0]?.is_there === true ? "held" : "absent";
}

async function noteTry(
  connection: Connection,
  runId: string,
  key: KeyText,
  failure: { readonly code: string; readonly message: string } | null,
): Promise<void> {
  await connection.query(
    `UPDATE sluice.backfill_skip SET tries = tries + 1, last_at = clock_timestamp(), kind = CASE WHEN $3::text IS NULL THEN kind ELSE 'poison' END,
            code = coalesce($3::text, code), message = coalesce($4::text, message)
      WHERE run_id = $1::uuid AND row_key = $2 AND status = 'open'`,
    [runId, key, failure?.code ?? null, failure?.message ?? null],
  );
}
