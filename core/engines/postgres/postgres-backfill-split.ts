import type { BackfillKey, BackfillLayout, BackfillSpec, KeyText, ShardCheckpoint } from "../backfill-store.ts";
import { checkpointOf } from "../checkpoint-of.ts";
import type { Connection, Row } from "../connection.ts";
import { keyTextOf, partsOfKeyText } from "../key-text.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { boundsOf, columnsOf, countIn, keyAt, type Range, where } from "./postgres-backfill-sql.ts";
import { SHARD_COLUMNS } from "./postgres-checkpoints.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteTableName } from "./postgres-names.ts";
import { inTransaction } from "./postgres-transaction.ts";

/** About two batches of the size that a backfill starts with: less is not worth a second worker. */
const LEAST_ROWS = 2_000;
/** Rows that a look at the index may pass over. */
const MOST_COUNTED = 20_000;
const SAMPLED_BLOCKS = 200;

/** Reading for a split: it holds nothing, and gives up before anybody would notice it. */
const LOOK =
  "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL statement_timeout = '3s'; SET LOCAL enable_seqscan = off";
/** The owner's batch holds the shard's row while it runs: a few seconds at most. */
const CUT =
  "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '10s'";

/**
 * Looks for the middle without a lock, then cuts under the locks of the run and of the shard. The batches read their end
 * under the shard's lock: none crosses the cut.
 */
export async function split(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  shardNo: number,
): Promise<ShardCheckpoint | null> {
  const { rows } = await connection.query(
    `SELECT pos_key, hi_key FROM sluice.backfill_shard WHERE run_id = $1::uuid AND shard_no = $2 AND state = 'open' AND hi_key <> lo_key`,
    [spec.runId, shardNo],
  );
  const shard = rows[0];
  if (!shard) return null;
  const middle = await middleOf(connection, spec, layout, { lo: String(shard.pos_key), hi: String(shard.hi_key) });
  return middle === null
    ? null
    : await inTransaction(connection, () => cut(connection, spec, layout, shardNo, middle), CUT);
}

async function middleOf(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  rest: Range,
): Promise<KeyText | null> {
  if (key.kind === "address") return await middleBlock(connection, rest);
  const far = await look(connection, () => readKey(connection, keyAt(spec, key, rest, { offset: MOST_COUNTED })));
  if (far !== null) return (await look(connection, () => sampledMiddle(connection, spec, key, rest))) ?? far;
  const { text, params } = countIn(spec, key, rest);
  const left = await look(connection, async () => Number((await connection.query(text, params)).rows[0]?.n ?? 0));
  if (left === null || left < LEAST_ROWS) return null;
  return await look(connection, () =>
    readKey(connection, keyAt(spec, key, rest, { offset: Math.floor(left / 2) - 1 })),
  );
}

/** `null` also where the look took too long: then there is another way, or no split. */
async function look<T>(connection: Connection, work: () => Promise<T>): Promise<T | null> {
  try {
    return await inTransaction(connection, work, LOOK);
  } catch (error) {
    if (postgresErrors.classify(error) !== "too-slow") throw error;
    return null;
  }
}

/** The middle of the rows in some blocks of the table, whatever the key's type and however it is distributed. */
async function sampledMiddle(
  connection: Connection,
  spec: BackfillSpec,
  key: BackfillKey,
  rest: Range,
): Promise<KeyText | null> {
  const share = await sampledShare(connection, spec);
  const params: unknown[] = [];
  const columns = columnsOf(key, "t");
  const shown = columns.map((column, index) => `${column}::text AS k${index}`).join(", ");
  const sampled = `SELECT ${shown}, row_number() OVER (ORDER BY ${columns.join(", ")}) AS n, count(*) OVER () AS c
    FROM ${quoteTableName(spec.table)} t TABLESAMPLE SYSTEM (${share})${where(boundsOf(key, "t", rest, params))}`;
  const { rows } = await connection.query(
    `SELECT ${columns.map((_, index) => `s.k${index}`).join(", ")} FROM (${sampled}) s WHERE s.n = s.c / 2 AND s.c >= 10`,
    params,
  );
  return rows[0] ? keyTextOf(Object.values(rows[0]).map(String)) : null;
}

/** Per cent of the table's blocks. */
async function sampledShare(connection: Connection, spec: BackfillSpec): Promise<number> {
  const { rows } = await connection.query(
    `SELECT coalesce(sum(pg_relation_size(relid)), 0)::float8 / current_setting('block_size')::float8 AS blocks
       FROM (SELECT to_regclass($1)::oid AS relid UNION SELECT relid FROM pg_partition_tree(to_regclass($1)) WHERE isleaf) AS parts`,
    [quoteTableName(spec.table)],
  );
  return Math.min(100, (100 * SAMPLED_BLOCKS) / Math.max(1, Number(rows[0]?.blocks ?? 0)));
}

async function middleBlock(connection: Connection, rest: Range): Promise<KeyText | null> {
  const [lo = "(0,0)"] = partsOfKeyText(rest.lo);
  const [hi] = partsOfKeyText(rest.hi);
  const { rows } = await connection.query(
    `SELECT format('(%s,0)', floor((lo + hi) / 2)) AS k FROM (SELECT ($1::tid::text::point)[0] AS lo, ($2::tid::text::point)[0] AS hi) AS blocks WHERE hi - lo >= 100`,
    [lo, hi],
  );
  return rows[0] ? keyTextOf([String(rows[0].k)]) : null;
}

async function cut(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  shardNo: number,
  middle: KeyText,
): Promise<ShardCheckpoint | null> {
  // The new shard's number is taken under this lock: of two splits at once one waits.
  await connection.query("SELECT 1 FROM sluice.backfill_run WHERE run_id = $1::uuid FOR NO KEY UPDATE", [spec.runId]);
  const shard = await lockShard(connection, spec, shardNo);
  if (!shard || !(await liesInside(connection, key, middle, { lo: String(shard.pos_key), hi: String(shard.hi_key) })))
    return null;
  await connection.query(
    `UPDATE sluice.backfill_shard SET hi_key = $3, epoch = epoch + 1, updated_at = clock_timestamp() WHERE run_id = $1::uuid AND shard_no = $2`,
    [spec.runId, shardNo, middle],
  );
  const { rows } = await connection.query(
    `INSERT INTO sluice.backfill_shard (run_id, shard_no, lo_key, pos_key, hi_key)
     SELECT $1::uuid, max(shard_no) + 1, $2, $2, $3 FROM sluice.backfill_shard WHERE run_id = $1::uuid RETURNING ${SHARD_COLUMNS}`,
    [spec.runId, middle, String(shard.hi_key)],
  );
  return rows[0] ? checkpointOf(rows[0]) : null;
}

async function lockShard(connection: Connection, spec: BackfillSpec, shardNo: number): Promise<Row | undefined> {
  const { rows } = await connection.query(
    `SELECT pos_key, hi_key FROM sluice.backfill_shard
      WHERE run_id = $1::uuid AND shard_no = $2 AND state = 'open' AND hi_key <> lo_key FOR UPDATE`,
    [spec.runId, shardNo],
  );
  return rows[0];
}

/** Whether the rest still reaches over the middle on both sides. Keys are compared by the database alone. */
async function liesInside(connection: Connection, key: BackfillKey, middle: KeyText, rest: Range): Promise<boolean> {
  const params: unknown[] = [];
  const parts = partsOfKeyText(middle);
  const values = key.columns.map(({ name, type, collation }, index) => {
    const value = `$${params.push(parts[index])}::${type}${collation ? ` COLLATE ${collation}` : ""}`;
    return `${value} AS "${name.replaceAll('"', '""')}"`;
  });
  const bounds = boundsOf(key, "m", rest, params);
  const { rows } = await connection.query(
    `SELECT 1 FROM (SELECT ${values.join(", ")}) AS m${where(bounds)} AND $${params.push(middle)}::text <> $${params.push(rest.hi)}::text`,
    params,
  );
  return rows.length > 0;
}
