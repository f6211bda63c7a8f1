import type {
  BackfillLayout,
  BackfillSpec,
  BackfillStore,
  BatchResult,
  KeyText,
  ShardClaim,
} from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { inTransaction } from "./sqlite-connection.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { keyOf, orderByKey, rangeOf, renderedKey } from "./sqlite-key.ts";
import { quoteTableName } from "./sqlite-names.ts";
import { heldShard, moveCheckpoint, NOW } from "./sqlite-shard.ts";
import { writeRows } from "./sqlite-write-rows.ts";

type Page = Pick<BatchResult, "to" | "scanned" | "last">;

/** Bounded by rows scanned over the key alone: a selective filter cannot make a long query. */
async function nextPage(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  { from, hi, limit }: { readonly from: KeyText; readonly hi: KeyText; readonly limit: number },
): Promise<Page> {
  const range = rangeOf(key, from, hi);
  const table = `${quoteTableName(spec.table)} AS t`;
  const { rows } = await connection.query(
    `SELECT ${renderedKey(key)} FROM ${table} WHERE ${range.sql} ORDER BY ${orderByKey(key)} LIMIT 1 OFFSET ?`,
    [...range.params, limit - 1],
  );
  const [row] = rows;
  if (row) {
    const to = keyOf(key, row);
    return { to, scanned: limit, last: to === hi };
  }
  const rest = await connection.query(`SELECT count(*) AS n FROM ${table} WHERE ${range.sql}`, range.params);
  return { to: hi, scanned: Number(rest.rows[0]?.n ?? 0), last: true };
}

/** One transaction with the data and the checkpoint; `onPage` is told up to which key it goes. */
const writeNext = async (
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  claim: ShardClaim,
  { limit, onPage }: { readonly limit: number; readonly onPage?: (to: KeyText) => void },
): Promise<BatchResult> =>
  await inTransaction(connection, async () => {
    const { pos: from, hi } = await heldShard(connection, claim);
    const page = await nextPage(connection, spec, layout, { from, hi, limit });
    onPage?.(page.to);
    const place = rangeOf(layout.key, from, page.to);
    const changed = page.scanned === 0 ? 0 : await writeRows(connection, spec, layout, place);
    const result = { from, ...page, changed, skipped: 0 };
    await moveCheckpoint(connection, claim, result);
    return result;
  });

/** The file has one writer: in either mode no row is held by others once the transaction has begun. */
export const runBatch: BackfillStore["runBatch"] = (connection, spec, layout, claim, { limit }) =>
  writeNext(connection, spec, layout, claim, { limit });

/**
 * Tries the next row once more, alone: a row born meanwhile may stand before the one that failed. Where it fails by its
 * own data, also at COMMIT, it is set aside in a transaction with the checkpoint. (A trigger's RAISE(ROLLBACK) ends the
 * transaction: the failed try and the setting aside are never in one.)
 */
export const setAside: BackfillStore["setAside"] = async (connection, spec, layout, claim) => {
  for (;;) {
    const tried: KeyText[] = [];
    try {
      return await writeNext(connection, spec, layout, claim, { limit: 1, onPage: (to) => tried.push(to) });
    } catch (error) {
      const [key] = tried;
      if (key === undefined || sqliteErrors.classify(error) !== "poison") throw error;
      const result = await setRowAside(connection, spec, layout, { claim, key, error });
      if (result) return result;
    }
  }
};

/** `null` where another row has become the next one. */
async function setRowAside(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  { claim, key, error }: { readonly claim: ShardClaim; readonly key: KeyText; readonly error: unknown },
): Promise<BatchResult | null> {
  const { code, message } = sqliteErrors.describe(error);
  return await inTransaction(connection, async () => {
    const { pos: from, hi } = await heldShard(connection, claim);
    const page = await nextPage(connection, spec, layout, { from, hi, limit: 1 });
    if (page.to !== key || page.scanned === 0) return null;
    await connection.query(
      `INSERT INTO sluice_backfill_skip (run_id, row_key, shard_no, kind, code, message) VALUES (?, ?, ?, 'poison', ?, ?)
       ON CONFLICT (run_id, row_key) DO UPDATE SET status = CASE status WHEN 'waived' THEN 'waived' ELSE 'open' END, kind = 'poison', shard_no = excluded.shard_no,
         code = excluded.code, message = excluded.message, last_at = ${NOW}`,
      [claim.runId, key, claim.shardNo, code, message],
    );
    const result = { from, ...page, changed: 0, skipped: 1 };
    await moveCheckpoint(connection, claim, result);
    return result;
  });
}
