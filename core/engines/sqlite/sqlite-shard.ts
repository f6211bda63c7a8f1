import { DomainError } from "#core/domain/domain-error.ts";
import type { BatchResult, KeyText, ShardCheckpoint, ShardClaim } from "../backfill-store.ts";
import { checkpointOf } from "../checkpoint-of.ts";
import type { Connection } from "../connection.ts";
import { hasTable } from "./sqlite-target-tables.ts";

export const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

export async function readCheckpoints(connection: Connection, runId: string): Promise<readonly ShardCheckpoint[]> {
  if (!(await hasTable(connection, "sluice_backfill_shard"))) return [];
  const { rows } = await connection.query("SELECT * FROM sluice_backfill_shard WHERE run_id = ? ORDER BY shard_no", [
    runId,
  ]);
  return rows.map(checkpointOf);
}

const fenced = (shardNo: number) =>
  new DomainError(
    "fenced",
    `Shard ${shardNo} has another owner or is done: this worker's claim no longer holds. Nothing was changed.`,
  );

/** Position and end of a shard that this claim still holds, under the file's write lock. @throws DomainError `fenced`. */
export async function heldShard(
  connection: Connection,
  { runId, shardNo, epoch }: ShardClaim,
): Promise<{ readonly pos: KeyText; readonly hi: KeyText }> {
  const { rows } = await connection.query(
    "SELECT epoch, pos_key, hi_key, state FROM sluice_backfill_shard WHERE run_id = ? AND shard_no = ?",
    [runId, shardNo],
  );
  const [shard] = rows;
  if (shard?.state !== "open" || BigInt(String(shard.epoch)) !== epoch) throw fenced(shardNo);
  return { pos: String(shard.pos_key), hi: String(shard.hi_key) };
}

/** The last statement before COMMIT: the position moves with the data or not at all. */
export async function moveCheckpoint(
  connection: Connection,
  { runId, shardNo, epoch }: ShardClaim,
  { from, to, last, scanned, changed, skipped }: BatchResult,
): Promise<void> {
  const { rowCount } = await connection.query(
    `UPDATE sluice_backfill_shard SET pos_key = ?, state = CASE WHEN ? = 1 THEN 'done' ELSE state END, batches = batches + 1,
       rows_scanned = rows_scanned + ?, rows_changed = rows_changed + ?, rows_skipped = rows_skipped + ?, updated_at = ${NOW}
     WHERE run_id = ? AND shard_no = ? AND epoch = CAST(? AS INTEGER) AND pos_key = ?`,
    [to, last ? 1 : 0, scanned, changed, skipped, runId, shardNo, String(epoch), from],
  );
  if (rowCount !== 1) throw fenced(shardNo);
}
