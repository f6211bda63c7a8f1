import { DomainError } from "#core/domain/domain-error.ts";
import type {
  BackfillLayout,
  BackfillSpec,
  BackfillStore,
  BatchResult,
  KeyText,
  ShardCheckpoint,
  ShardClaim,
} from "../backfill-store.ts";
import type { Connection, Row } from "../connection.ts";
import { NO_KEY } from "../key-text.ts";
import {
  type BackfillBasis,
  basisOf,
  canonicalText,
  differs,
  hashOf,
  layOut,
  updateSql,
} from "./sqlite-backfill-layout.ts";
import { inTransaction } from "./sqlite-connection.ts";
import { keyOf, orderByKey, rangeOf, renderedKey } from "./sqlite-key.ts";
import { quoteTableName } from "./sqlite-names.ts";
import { hasTable, prepareTarget } from "./sqlite-target-tables.ts";

/** Version of the checkpoint format. A worker refuses one that it does not know. */
const PROTOCOL = 1;
/** Rows that one query of a count reads, so that no long read keeps the WAL from being checkpointed. */
const COUNTED_ROWS = 20_000;

const changed = (message: string) => new DomainError("target-changed", message);
const fenced = (shardNo: number) =>
  new DomainError(
    "fenced",
    `Shard ${shardNo} has another owner or is done: this worker's claim no longer holds. Nothing was changed.`,
  );

const checkpointOf = (row: Row): ShardCheckpoint => ({
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
});

async function checkpoints(connection: Connection, runId: string): Promise<readonly ShardCheckpoint[]> {
  if (!(await hasTable(connection, "sluice_backfill_shard"))) return [];
  const { rows } = await connection.query("SELECT * FROM sluice_backfill_shard WHERE run_id = ? ORDER BY shard_no", [
    runId,
  ]);
  return rows.map(checkpointOf);
}

function differences(stored: BackfillBasis, now: BackfillBasis): string[] {
  const found: string[] = [];
  const same = (a: unknown, b: unknown) => canonicalText(a) === canonicalText(b);
  if (!same([stored.table, stored.set, stored.where], [now.table, now.set, now.where]))
    found.push("the statement is another");
  if (!same(stored.key, now.key))
    found.push(`the key was ${stored.key.source} and is ${now.key.source}, or its types changed`);
  for (const name of new Set([...Object.keys(stored.columns), ...Object.keys(now.columns)])) {
    const before = stored.columns[name];
    const after = now.columns[name];
    if (before === undefined) found.push(`column ${name} was added`);
    else if (after === undefined) found.push(`column ${name} was dropped`);
    else if (before !== after) found.push(`column ${name} was changed`);
  }
  return found;
}

async function compareStored(connection: Connection, spec: BackfillSpec, basis: BackfillBasis): Promise<void> {
  const { rows } = await connection.query("SELECT * FROM sluice_backfill_run WHERE run_id = ?", [spec.runId]);
  const [run] = rows;
  if (!run) throw changed(`The file has no record of backfill ${spec.runId}: it is another file, or an older copy.`);
  if (Number(run.protocol) !== PROTOCOL) {
    throw changed(
      `The backfill was begun by another version of Sluice (checkpoint format ${String(run.protocol)}, this is ${PROTOCOL}).`,
    );
  }
  if (run.database_id !== spec.databaseId || run.server_id !== spec.serverId) {
    throw changed(
      "The file's backfill belongs to another registered database: this is a copy, or the address was changed.",
    );
  }
  if (run.plan_hash === hashOf(basis)) return;
  const found = differences(JSON.parse(String(run.basis)) as BackfillBasis, basis);
  throw changed(
    `Table ${quoteTableName(spec.table)} is not as the backfill found it: ${found.join("; ")}. No row was changed since.`,
  );
}

async function prepare(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
): Promise<readonly ShardCheckpoint[]> {
  await prepareTarget(connection);
  const basis = await basisOf(connection, spec, layout.key);
  await inTransaction(connection, async () => {
    const { rowCount } = await connection.query(
      `INSERT OR IGNORE INTO sluice_backfill_run (run_id, protocol, database_id, server_id, plan_hash, basis) VALUES (?, ?, ?, ?, ?, ?)`,
      [spec.runId, PROTOCOL, spec.databaseId, spec.serverId, layout.planHash, canonicalText(basis)],
    );
    if (rowCount === 0) return;
    for (const { shardNo, lo, hi } of layout.shards) {
      await connection.query(
        "INSERT INTO sluice_backfill_shard (run_id, shard_no, lo_key, pos_key, hi_key) VALUES (?, ?, ?, ?, ?)",
        [spec.runId, shardNo, lo, lo, hi],
      );
    }
  });
  await compareStored(connection, spec, basis);
  return await checkpoints(connection, spec.runId);
}

async function claim(
  connection: Connection,
  { runId, shardNo, floor, worker }: Parameters<BackfillStore["claim"]>[1],
): Promise<ShardClaim | null> {
  const { rows } = await inTransaction(connection, () =>
    connection.query(
      `UPDATE sluice_backfill_shard SET epoch = max(epoch, CAST(? AS INTEGER)) + 1, owner = ?,
         updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
       WHERE run_id = ? AND shard_no = ? AND state = 'open' RETURNING epoch, pos_key, hi_key`,
      [String(floor), worker, runId, shardNo],
    ),
  );
  const [row] = rows;
  return row
    ? { runId, shardNo, epoch: BigInt(String(row.epoch)), pos: String(row.pos_key), hi: String(row.hi_key) }
    : null;
}

async function upperKey(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  from: KeyText,
  hi: KeyText,
  limit: number,
): Promise<{ readonly to: KeyText; readonly scanned: number; readonly last: boolean }> {
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

async function runBatch(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  held: ShardClaim,
  limit: number,
): Promise<BatchResult> {
  return await inTransaction(connection, async () => {
    const { rows } = await connection.query(
      "SELECT epoch, pos_key, hi_key, state FROM sluice_backfill_shard WHERE run_id = ? AND shard_no = ?",
      [held.runId, held.shardNo],
    );
    const [shard] = rows;
    if (shard?.state !== "open" || BigInt(String(shard.epoch)) !== held.epoch) throw fenced(held.shardNo);
    const from = String(shard.pos_key);
    const { to, scanned, last } = await upperKey(connection, spec, layout, from, String(shard.hi_key), limit);
    const range = rangeOf(layout.key, from, to);
    const { rowCount } = await connection.query(updateSql(spec, range.sql), range.params);
    const moved = await connection.query(
      `UPDATE sluice_backfill_shard SET pos_key = ?, state = CASE WHEN ? = 1 THEN 'done' ELSE state END, batches = batches + 1,
         rows_scanned = rows_scanned + ?, rows_changed = rows_changed + ?, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
       WHERE run_id = ? AND shard_no = ? AND epoch = CAST(? AS INTEGER) AND pos_key = ?`,
      [to, last ? 1 : 0, scanned, rowCount, held.runId, held.shardNo, String(held.epoch), from],
    );
    if (moved.rowCount !== 1) throw fenced(held.shardNo);
    return { from, to, scanned, changed: rowCount, last };
  });
}

async function fraction(
  connection: Connection,
  spec: BackfillSpec,
  { key, rowEstimate }: BackfillLayout,
  shard: ShardCheckpoint,
): Promise<number> {
  if (shard.state === "done") return 1;
  if (shard.pos === shard.lo) return 0;
  const isNumber = key.columns.length === 1 && key.columns[0]?.type === "INTEGER" && shard.hi !== NO_KEY;
  // Never 1 while there may be rows left: an estimate is not a count.
  if (!isNumber) return rowEstimate ? Math.min(0.999, shard.rowsScanned / rowEstimate) : 0;
  const [column] = key.columns;
  const { rows } = await connection.query(
    `SELECT (CAST(? AS REAL) - b.lo) / max(1.0, CAST(? AS REAL) - b.lo) AS f
     FROM (SELECT CAST(coalesce(?, (SELECT min(t."${column?.name.replaceAll('"', '""')}") - 1.0 FROM ${quoteTableName(spec.table)} AS t)) AS REAL) AS lo) AS b`,
    [...[shard.pos, shard.hi].map(onlyPart), shard.lo === NO_KEY ? null : onlyPart(shard.lo)],
  );
  return Math.min(0.999, Math.max(0, Number(rows[0]?.f ?? 0)));
}

const onlyPart = (key: KeyText): string => String((JSON.parse(key) as string[])[0]);

async function countRemaining(connection: Connection, spec: BackfillSpec, { key }: BackfillLayout): Promise<number> {
  const table = `${quoteTableName(spec.table)} AS t`;
  let remaining = 0;
  for (let from: KeyText = NO_KEY; ; ) {
    const open = rangeOf(key, from, NO_KEY);
    const { rows } = await connection.query(
      `SELECT ${renderedKey(key)} FROM ${table} WHERE ${open.sql} ORDER BY ${orderByKey(key)} LIMIT 1 OFFSET ?`,
      [...open.params, COUNTED_ROWS - 1],
    );
    const [row] = rows;
    const to = row ? keyOf(key, row) : NO_KEY;
    const page = rangeOf(key, from, to);
    const counted = await connection.query(
      `SELECT count(*) AS n FROM ${table} WHERE ${page.sql} AND ${differs(spec)}`,
      page.params,
    );
    remaining += Number(counted.rows[0]?.n ?? 0);
    if (!row) return remaining;
    from = to;
  }
}

/** Batches in one write transaction each: data, then the checkpoint guarded by epoch and position. */
export const sqliteBackfill: BackfillStore = {
  layout: layOut,
  prepare,
  verifyUnchanged: async (connection, spec, layout) =>
    await compareStored(connection, spec, await basisOf(connection, spec, layout.key)),
  checkpoints,
  claim,
  runBatch,
  fraction,
  countRemaining,
  statement: (spec, { key }) => {
    const part = JSON.stringify(key.columns.map(() => "0"));
    return updateSql(spec, rangeOf(key, part, part).sql);
  },
};
