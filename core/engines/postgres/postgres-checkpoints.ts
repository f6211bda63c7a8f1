import type { BackfillStore, ShardCheckpoint } from "../backfill-store.ts";
import { checkpointOf } from "../checkpoint-of.ts";
import type { Connection } from "../connection.ts";

export const SHARD_COLUMNS =
  "shard_no, epoch::text AS epoch, state, lo_key, pos_key, hi_key, batches, rows_scanned, rows_changed, rows_skipped, backend";

export async function readCheckpoints(connection: Connection, runId: string): Promise<readonly ShardCheckpoint[]> {
  const { rows } = await connection.query(
    `SELECT ${SHARD_COLUMNS} FROM sluice.backfill_shard WHERE run_id = $1::uuid ORDER BY shard_no`,
    [runId],
  );
  return rows.map(checkpointOf);
}

/** A batch in flight ends within this time; one that does not belongs to a frozen owner, whose session is then ended. */
const CLAIM_WAIT = "1500ms";

/**
 * One statement, which commits on its own. It waits for the former owner's transaction, but not without end: after that
 * it fails as `lock-wait`.
 */
export const claim: BackfillStore["claim"] = async (connection, { runId, shardNo, floor, worker }) => {
  await connection.query(`SELECT set_config('lock_timeout', '${CLAIM_WAIT}', false)`);
  const { rows } = await connection.query(
    `UPDATE sluice.backfill_shard SET epoch = greatest(epoch, $3::bigint) + 1, owner = $4, backend = pg_backend_pid()::text, updated_at = clock_timestamp()
      WHERE run_id = $1::uuid AND shard_no = $2 AND state = 'open' RETURNING epoch::text AS epoch, pos_key, hi_key`,
    [runId, shardNo, String(floor), worker],
  );
  const row = rows[0];
  if (!row) return null;
  return { runId, shardNo, epoch: BigInt(String(row.epoch)), pos: String(row.pos_key), hi: String(row.hi_key) };
};
