import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillSpec, BatchResult, KeyText, ShardClaim } from "../backfill-store.ts";
import type { Connection, QueryResult } from "../connection.ts";
import { factsOf } from "./postgres-connection.ts";
import { quoteText } from "./postgres-names.ts";
import { inTransaction, withDeadline } from "./postgres-transaction.ts";

/** Of every transaction that writes the backfilled table: it waits for nobody for long and nobody waits long for it. */
export const WRITE_SETTINGS = `SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '3s';
  SET LOCAL idle_in_transaction_session_timeout = '10s'; SET LOCAL plan_cache_mode = 'force_custom_plan';
  SET LOCAL enable_seqscan = off; SET LOCAL sluice.backfill = 'on'; SET CONSTRAINTS ALL IMMEDIATE`;
const TRANSACTION_TIMEOUT_SINCE = 170_000;
/** Above what the server's own timeouts let one batch take. */
const DEADLINE_MS = 20_000;

/** What `BEGIN` and the settings of a write are on this server. Without the right to be quiet the batch fails, and says so. */
export function beginWrite(connection: Connection, { quiet = false }: Pick<BackfillSpec, "quiet">): string {
  const ofWhole =
    factsOf(connection).version >= TRANSACTION_TIMEOUT_SINCE ? "SET LOCAL transaction_timeout = '15s';" : "";
  const quietly = quiet ? "SET LOCAL session_replication_role = 'replica';" : "";
  return `BEGIN ISOLATION LEVEL READ COMMITTED; ${ofWhole} ${quietly} ${WRITE_SETTINGS}`;
}

/** A checkpoint that this transaction has locked. */
export interface LockedShard {
  readonly lo: KeyText;
  readonly pos: KeyText;
  readonly hi: KeyText;
  /** The end of a tail is not known before its first batch. */
  readonly isUnfrozen: boolean;
}

/**
 * One transaction under the lock of the shard's checkpoint, which it locks and reads in the round trip of its BEGIN.
 * @throws DomainError `fenced` where the claim no longer holds; `commit-unknown`.
 */
export async function inShardTransaction<T>(
  connection: Connection,
  spec: BackfillSpec,
  claim: ShardClaim,
  work: (shard: LockedShard) => Promise<T>,
): Promise<T> {
  const look = `SELECT epoch::text AS epoch, state, lo_key, pos_key, hi_key, batches::text AS batches FROM sluice.backfill_shard
    WHERE run_id = ${quoteText(claim.runId)}::uuid AND shard_no = ${Math.trunc(claim.shardNo)} FOR UPDATE`;
  return await withDeadline(connection, DEADLINE_MS, () =>
    inTransaction(connection, (begun) => work(lockedShard(claim, begun)), `${beginWrite(connection, spec)}; ${look}`),
  );
}

const fenced = (claim: ShardClaim, why: string): DomainError =>
  new DomainError("fenced", `Shard ${claim.shardNo} is no longer this worker's: ${why}. Its batch was rolled back.`);

function lockedShard(claim: ShardClaim, { rows }: QueryResult): LockedShard {
  const row = rows[0];
  if (!row) throw fenced(claim, "its checkpoint is gone");
  if (BigInt(String(row.epoch)) !== claim.epoch)
    throw fenced(claim, `epoch ${String(row.epoch)} has followed ${claim.epoch}`);
  if (row.state !== "open") throw fenced(claim, "it is done");
  const [lo, pos, hi] = [String(row.lo_key), String(row.pos_key), String(row.hi_key)];
  return { lo, pos, hi, isUnfrozen: hi === lo && String(row.batches) === "0" };
}

/** The last statement before COMMIT: the position moves with the data or not at all. */
export async function moveCheckpoint(
  connection: Connection,
  claim: ShardClaim,
  result: BatchResult,
  hi: KeyText,
): Promise<void> {
  const { from, to, last, scanned, changed, skipped } = result;
  const { rowCount } = await connection.query(
    `UPDATE sluice.backfill_shard SET pos_key = $4, hi_key = $5, state = CASE WHEN $6::boolean THEN 'done' ELSE state END,
            batches = batches + 1, rows_scanned = rows_scanned + $7::bigint, rows_changed = rows_changed + $8::bigint,
            rows_skipped = rows_skipped + $9::bigint, updated_at = clock_timestamp()
      WHERE run_id = $1::uuid AND shard_no = $2 AND epoch = $3::bigint AND pos_key = $10`,
    [claim.runId, claim.shardNo, String(claim.epoch), to, hi, last, scanned, changed, skipped, from],
  );
  if (rowCount !== 1) throw fenced(claim, "its checkpoint was moved by another");
}
