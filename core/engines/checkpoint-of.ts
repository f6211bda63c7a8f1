import type { ShardCheckpoint } from "./backfill-store.ts";
import type { Row } from "./connection.ts";

/** A row of the checkpoint table, which has the same columns in every engine. */
export const checkpointOf = (row: Row): ShardCheckpoint => ({
  shardNo: Number(row.shard_no),
  epoch: BigInt(String(row.epoch)),
  state: row.state === "done" ? "done" : "open",
  lo: String(row.lo_key),
  pos: String(row.pos_key),
  hi: String(row.hi_key),
  batches: Number(row.batches),
  rowsScanned: Number(row.rows_scanned),
  rowsChanged: Number(row.rows_changed),
  rowsSkipped: Number(row.rows_skipped),
  backend: row.backend === null ? null : String(row.backend),
});
