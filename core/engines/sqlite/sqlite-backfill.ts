import { DomainError } from "#core/domain/domain-error.ts";
import type {
  BackfillLayout,
  BackfillSpec,
  BackfillStore,
  KeyText,
  ShardCheckpoint,
  ShardClaim,
} from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { NO_KEY } from "../key-text.ts";
import { runBatch, setAside } from "./sqlite-backfill-batch.ts";
import { type BackfillBasis, basisOf, canonicalText, hashOf, layOut, updateSql } from "./sqlite-backfill-layout.ts";
import { restore } from "./sqlite-backfill-restore.ts";
import { inTransaction } from "./sqlite-connection.ts";
import { rangeOf } from "./sqlite-key.ts";
import { quoteTableName } from "./sqlite-names.ts";
import { readCheckpoints } from "./sqlite-shard.ts";
import { prepareTarget } from "./sqlite-target-tables.ts";

/** Version of the checkpoint format. A worker refuses one that it does not know. */
const PROTOCOL = 1;

const changed = (message: string) => new DomainError("target-changed", message);
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
    await connection.query(
      `INSERT OR IGNORE INTO sluice_backfill_run (run_id, protocol, database_id, server_id, plan_hash, basis) VALUES (?, ?, ?, ?, ?, ?)`,
      [spec.runId, PROTOCOL, spec.databaseId, spec.serverId, layout.planHash, canonicalText(basis)],
    );
    // A later pass of the same backfill brings ranges of its own.
    for (const { shardNo, lo, hi } of layout.shards) {
      await connection.query(
        "INSERT OR IGNORE INTO sluice_backfill_shard (run_id, shard_no, lo_key, pos_key, hi_key) VALUES (?, ?, ?, ?, ?)",
        [spec.runId, shardNo, lo, lo, hi],
      );
    }
  });
  await compareStored(connection, spec, basis);
  return await readCheckpoints(connection, spec.runId);
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

/** Batches in one write transaction each: data, then the checkpoint guarded by epoch and position. */
export const sqliteBackfill: BackfillStore = {
  layout: layOut,
  prepare,
  verifyUnchanged: async (connection, spec, layout) =>
    await compareStored(connection, spec, await basisOf(connection, spec, layout.key)),
  checkpoints: readCheckpoints,
  claim,
  runBatch,
  fraction,
  setAside,
  // The file has one writer: a second shard would wait for the first.
  split: async () => null,
  // A dead owner's lock died with its process.
  freeOwner: async () => null,
  restore,
  statement: (spec, { key }) => {
    const part = JSON.stringify(key.columns.map(() => "0"));
    return updateSql(spec, rangeOf(key, part, part).sql);
  },
};
