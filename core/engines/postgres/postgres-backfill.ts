import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, BackfillStore } from "../backfill-store.ts";
import type { Connection, Row } from "../connection.ts";
import { runBatch, setAside } from "./postgres-backfill-batch.ts";
import {
  differencesOf,
  PROTOCOL,
  planHashOf,
  readTableState,
  type TableFacts,
  tableHashOf,
} from "./postgres-backfill-facts.ts";
import { fractionOf } from "./postgres-backfill-fraction.ts";
import { layOut } from "./postgres-backfill-layout.ts";
import { restore } from "./postgres-backfill-restore.ts";
import { split } from "./postgres-backfill-split.ts";
import { updateIn } from "./postgres-backfill-sql.ts";
import { claim, readCheckpoints } from "./postgres-checkpoints.ts";
import { freeOwner } from "./postgres-free-owner.ts";
import { quoteTableName } from "./postgres-names.ts";
import { readServerId } from "./postgres-probe.ts";
import { refuseQuiet } from "./postgres-refuse-quiet.ts";
import { prepareTarget } from "./postgres-target-schema.ts";
import { inTransaction } from "./postgres-transaction.ts";

/** Checkpoints live beside the data and commit with it; the epoch decides who may write. */
export const postgresBackfill: BackfillStore = {
  layout: layOut,

  async prepare(connection, spec, layout) {
    await prepareTarget(connection);
    if (spec.quiet) await refuseQuiet(connection, spec);
    const { facts } = await readTableState(connection, spec);
    await inTransaction(connection, () => insertRun(connection, spec, layout, facts));
    await verifyUnchanged(connection, spec, layout);
    return await readCheckpoints(connection, spec.runId);
  },

  verifyUnchanged,
  checkpoints: readCheckpoints,

  claim,
  runBatch,
  setAside,
  split,
  freeOwner,
  restore,
  fraction: fractionOf,
  statement: (spec, layout) => updateIn(spec, layout, boundsToShow(layout)).text,
};

/** Any bounds of the right number of columns: only their places are shown. */
function boundsToShow(layout: BackfillLayout) {
  const bound = JSON.stringify(layout.key.columns.map(() => "0"));
  return { lo: bound, hi: bound };
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
