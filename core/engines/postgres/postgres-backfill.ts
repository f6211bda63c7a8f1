import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, BackfillStore, KeyText, ShardCheckpoint } from "../backfill-store.ts";
import type { Connection, Row } from "../connection.ts";
import { NO_KEY } from "../key-text.ts";
import { runBatch } from "./postgres-backfill-batch.ts";
import {
  differencesOf,
  PROTOCOL,
  planHashOf,
  readTableState,
  type TableFacts,
  tableHashOf,
} from "./postgres-backfill-facts.ts";
import { fractionOf } from "./postgres-backfill-fraction.ts";
import { layOut, readKey } from "./postgres-backfill-layout.ts";
import { countPending, keyAt, updateIn } from "./postgres-backfill-sql.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteTableName } from "./postgres-names.ts";
import { readServerId } from "./postgres-probe.ts";
import { prepareTarget } from "./postgres-target-schema.ts";
import { inTransaction } from "./postgres-transaction.ts";

const COUNT_PAGE = 20_000;
const SMALLEST_COUNT_PAGE = 500;

/** Checkpoints live beside the data and commit with it; the epoch decides who may write. */
export const postgresBackfill: BackfillStore = {
  layout: layOut,

  async prepare(connection, spec, layout) {
    await prepareTarget(connection);
    const { facts } = await readTableState(connection, spec);
    await inTransaction(connection, () => insertRun(connection, spec, layout, facts));
    await verifyUnchanged(connection, spec, layout);
    return await readCheckpoints(connection, spec.runId);
  },

  verifyUnchanged,
  checkpoints: readCheckpoints,

  async claim(connection, { runId, shardNo, floor, worker }) {
    const { rows } = await connection.query(
      `UPDATE sluice.backfill_shard SET epoch = greatest(epoch, $3::bigint) + 1, owner = $4, backend = pg_backend_pid()::text, updated_at = clock_timestamp()
        WHERE run_id = $1::uuid AND shard_no = $2 AND state = 'open' RETURNING epoch::text AS epoch, pos_key, hi_key`,
      [runId, shardNo, String(floor), worker],
    );
    const row = rows[0];
    if (!row) return null;
    return { runId, shardNo, epoch: BigInt(String(row.epoch)), pos: String(row.pos_key), hi: String(row.hi_key) };
  },

  runBatch,
  fraction: fractionOf,

  async countRemaining(connection, spec, layout) {
    let remaining = 0;
    let size = COUNT_PAGE;
    for (let from: KeyText | null = NO_KEY; from !== null; ) {
      const page: CountPage | null = await countPage(connection, spec, layout, from, size).catch((error: unknown) => {
        if (postgresErrors.classify(error) !== "too-slow" || size <= SMALLEST_COUNT_PAGE) throw error;
        return null;
      });
      size = page ? size : Math.floor(size / 2);
      remaining += page?.count ?? 0;
      from = page ? page.next : from;
    }
    return remaining;
  },

  statement: (spec, layout) => updateIn(spec, layout, boundsToShow(layout)).text,
};

/** Any bounds of the right number of columns: only their places are shown. */
function boundsToShow(layout: BackfillLayout) {
  const bound = JSON.stringify(layout.key.columns.map(() => "0"));
  return { lo: bound, hi: bound };
}

interface CountPage {
  readonly count: number;
  readonly next: KeyText | null;
}

/** One page by key, read only, so that no count runs for long; the last page has no upper bound. */
async function countPage(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  from: KeyText,
  size: number,
): Promise<CountPage> {
  const begin =
    "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL statement_timeout = '5s'; SET LOCAL enable_seqscan = off";
  return await inTransaction(
    connection,
    async () => {
      const next = await readKey(connection, keyAt(spec, layout.key, { lo: from, hi: NO_KEY }, { offset: size - 1 }));
      const { text, params } = countPending(spec, layout, { lo: from, hi: next ?? NO_KEY });
      const { rows } = await connection.query(text, params);
      return { count: Number(rows[0]?.n ?? 0), next };
    },
    begin,
  );
}

async function insertRun(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  facts: TableFacts,
): Promise<void> {
  await connection.query(
    `INSERT INTO sluice.backfill_run (run_id, protocol, database_id, server_id, plan_hash, table_hash, table_facts)
     VALUES ($1::uuid, $2, $3::uuid, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [spec.runId, PROTOCOL, spec.databaseId, spec.serverId, layout.planHash, tableHashOf(facts), JSON.stringify(facts)],
  );
  for (const { shardNo, lo, hi } of layout.shards) {
    await connection.query(
      `INSERT INTO sluice.backfill_shard (run_id, shard_no, lo_key, pos_key, hi_key) VALUES ($1::uuid, $2, $3, $3, $4) ON CONFLICT DO NOTHING`,
      [spec.runId, shardNo, lo, hi],
    );
  }
}

async function readCheckpoints(connection: Connection, runId: string): Promise<readonly ShardCheckpoint[]> {
  const { rows } = await connection.query(
    `SELECT shard_no, epoch::text AS epoch, state, lo_key, pos_key, hi_key, batches, rows_scanned, rows_changed, rows_skipped
       FROM sluice.backfill_shard WHERE run_id = $1::uuid ORDER BY shard_no`,
    [runId],
  );
  return rows.map(checkpointOf);
}

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

async function verifyUnchanged(connection: Connection, spec: BackfillSpec, layout: BackfillLayout): Promise<void> {
  const { rows } = await connection.query(
    `SELECT protocol, database_id::text AS database_id, server_id, plan_hash, table_hash, table_facts, pg_is_in_recovery() AS in_recovery
       FROM sluice.backfill_run WHERE run_id = $1::uuid`,
    [spec.runId],
  );
  const row = rows[0];
  const differences = row
    ? await differencesWith(connection, spec, layout, row)
    : ["its checkpoints are gone from the target"];
  if (differences.length === 0) return;
  throw new DomainError(
    "target-changed",
    `The backfill of ${quoteTableName(spec.table)} stops: ${differences.join("; ")}. No row was changed by this check. Undo the change, or cancel the run and plan anew.`,
    { details: differences.map((message) => ({ message })) },
  );
}

async function differencesWith(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  row: Row,
): Promise<readonly string[]> {
  if (row.protocol !== PROTOCOL)
    return [`its checkpoints have format ${String(row.protocol)}, and this worker knows ${PROTOCOL}`];
  if (row.in_recovery === true) return ["the server has become a standby"];
  const serverId = await readServerId(connection);
  const differences = [
    ...(row.database_id === spec.databaseId ? [] : ["its checkpoints belong to another registered database (a copy?)"]),
    ...(row.server_id === spec.serverId && serverId === spec.serverId
      ? []
      : [`the server was ${String(row.server_id)} and is ${serverId}`]),
  ];
  const now = await readTableState(connection, spec).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "invalid-plan") return error;
    throw error;
  });
  if (now instanceof DomainError) return [...differences, now.message];
  if (tableHashOf(now.facts) !== row.table_hash) {
    return [...differences, ...differencesOf(JSON.parse(String(row.table_facts)), now.facts)];
  }
  const isSamePlan = row.plan_hash === layout.planHash && planHashOf(spec, now.key, now.facts) === layout.planHash;
  return isSamePlan
    ? differences
    : [...differences, "the statement, its filter or its key is another than the one that was begun"];
}
