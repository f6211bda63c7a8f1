import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, BatchResult, KeyText, ShardClaim } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { NO_KEY } from "../key-text.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { countIn, keyAt, type Range, updateIn } from "./postgres-backfill-sql.ts";
import { factsOf } from "./postgres-connection.ts";
import { inTransaction, withDeadline } from "./postgres-transaction.ts";

const SETTINGS = `SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '3s';
  SET LOCAL idle_in_transaction_session_timeout = '10s'; SET LOCAL plan_cache_mode = 'force_custom_plan';
  SET LOCAL enable_seqscan = off; SET LOCAL sluice.backfill = 'on'; SET CONSTRAINTS ALL IMMEDIATE`;
const TRANSACTION_TIMEOUT_SINCE = 170_000;
/** Above what the server's own timeouts let one batch take. */
const DEADLINE_MS = 20_000;

interface Checkpoint {
  readonly pos: KeyText;
  readonly hi: KeyText;
}

/** Lock and read the checkpoint, find the upper key, change the rows, move the checkpoint, commit. */
export async function runBatch(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  claim: ShardClaim,
  limit: number,
): Promise<BatchResult> {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new DomainError("invalid-input", `A batch has at least one row, not ${limit}.`);
  const ofWhole =
    factsOf(connection).version >= TRANSACTION_TIMEOUT_SINCE ? "SET LOCAL transaction_timeout = '15s';" : "";
  const begin = `BEGIN ISOLATION LEVEL READ COMMITTED; ${ofWhole} ${SETTINGS}`;
  return await withDeadline(connection, DEADLINE_MS, () =>
    inTransaction(connection, () => batch(connection, spec, layout, claim, limit), begin),
  );
}

async function batch(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  claim: ShardClaim,
  limit: number,
): Promise<BatchResult> {
  const { pos, hi } = await lockCheckpoint(connection, spec, layout, claim);
  const page = await nextPage(connection, spec, layout, { lo: pos, hi }, limit);
  const update = updateIn(spec, layout, { lo: pos, hi: page.to });
  const changed = page.scanned === 0 ? 0 : (await connection.query(update.text, update.params)).rowCount;
  const result = { from: pos, to: page.to, scanned: page.scanned, changed, last: page.last };
  await moveCheckpoint(connection, claim, result, hi);
  return result;
}

const fenced = (claim: ShardClaim, why: string): DomainError =>
  new DomainError("fenced", `Shard ${claim.shardNo} is no longer this worker's: ${why}. Its batch was rolled back.`);

async function lockCheckpoint(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  claim: ShardClaim,
): Promise<Checkpoint> {
  const { rows } = await connection.query(
    `SELECT epoch::text AS epoch, state, lo_key, pos_key, hi_key, batches::text AS batches FROM sluice.backfill_shard
      WHERE run_id = $1::uuid AND shard_no = $2 FOR UPDATE`,
    [claim.runId, claim.shardNo],
  );
  const row = rows[0];
  if (!row) throw fenced(claim, "its checkpoint is gone");
  if (BigInt(String(row.epoch)) !== claim.epoch)
    throw fenced(claim, `epoch ${String(row.epoch)} has followed ${claim.epoch}`);
  if (row.state !== "open") throw fenced(claim, "it is done");
  const [lo, pos, hi] = [String(row.lo_key), String(row.pos_key), String(row.hi_key)];
  const isFrozen = hi !== lo || String(row.batches) !== "0";
  if (isFrozen) return { pos, hi };
  const last = await readKey(connection, keyAt(spec, layout.key, { lo, hi: NO_KEY }, "last"));
  return { pos, hi: last ?? hi };
}

/** Bounded by rows scanned over the key alone: a selective filter cannot make a long query. */
async function nextPage(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  range: Range,
  limit: number,
): Promise<Pick<BatchResult, "to" | "scanned" | "last">> {
  // A tail in which nothing was born.
  if (range.lo === range.hi) return { to: range.hi, scanned: 0, last: true };
  const to = await readKey(connection, keyAt(spec, layout.key, range, { offset: limit - 1 }));
  if (to !== null) return { to, scanned: limit, last: to === range.hi };
  const count = countIn(spec, layout.key, range);
  const { rows } = await connection.query(count.text, count.params);
  return { to: range.hi, scanned: Number(rows[0]?.n ?? 0), last: true };
}

async function moveCheckpoint(
  connection: Connection,
  claim: ShardClaim,
  result: BatchResult,
  hi: KeyText,
): Promise<void> {
  const { rowCount } = await connection.query(
    `UPDATE sluice.backfill_shard SET pos_key = $4, hi_key = $5, state = CASE WHEN $6::boolean THEN 'done' ELSE state END,
            batches = batches + 1, rows_scanned = rows_scanned + $7::bigint, rows_changed = rows_changed + $8::bigint, updated_at = clock_timestamp()
      WHERE run_id = $1::uuid AND shard_no = $2 AND epoch = $3::bigint AND pos_key = $9`,
    [
      claim.runId,
      claim.shardNo,
      String(claim.epoch),
      result.to,
      hi,
      result.last,
      result.scanned,
      result.changed,
      result.from,
    ],
  );
  if (rowCount !== 1) throw fenced(claim, "its checkpoint was moved by another");
}
