import type { Connection } from "../connection.ts";
import { inTransaction } from "./postgres-transaction.ts";

const TABLES = [
  "backfill_run",
  "backfill_shard",
  "backfill_skip",
  "backfill_undo",
  "heartbeat",
  "step_ledger",
  "index_build",
] as const;

const DDL = `
CREATE SCHEMA IF NOT EXISTS sluice;
-- Synced columns are computed with the rights of whoever writes the row.
GRANT USAGE ON SCHEMA sluice TO PUBLIC;
CREATE TABLE IF NOT EXISTS sluice.backfill_run (
  run_id uuid PRIMARY KEY, protocol smallint NOT NULL, database_id uuid NOT NULL, server_id text NOT NULL,
  plan_hash text NOT NULL, table_hash text NOT NULL, table_facts text NOT NULL, created_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE IF NOT EXISTS sluice.backfill_shard (
  run_id uuid NOT NULL REFERENCES sluice.backfill_run ON DELETE CASCADE, shard_no integer NOT NULL,
  epoch bigint NOT NULL DEFAULT 0, state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  lo_key text NOT NULL, pos_key text NOT NULL, hi_key text NOT NULL, owner text, backend text,
  batches bigint NOT NULL DEFAULT 0, rows_scanned bigint NOT NULL DEFAULT 0, rows_changed bigint NOT NULL DEFAULT 0,
  rows_skipped bigint NOT NULL DEFAULT 0, updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, shard_no)) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS sluice.backfill_skip (
  run_id uuid NOT NULL, row_key text NOT NULL, shard_no integer NOT NULL, kind text NOT NULL CHECK (kind IN ('hot', 'poison')),
  tries integer NOT NULL DEFAULT 1, code text, message text,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'fixed', 'waived', 'gone')),
  first_at timestamptz NOT NULL DEFAULT clock_timestamp(), last_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, row_key));
CREATE TABLE IF NOT EXISTS sluice.backfill_undo (
  run_id uuid NOT NULL, row_key text NOT NULL, old_values jsonb NOT NULL, PRIMARY KEY (run_id, row_key));
CREATE TABLE IF NOT EXISTS sluice.heartbeat (
  id smallint PRIMARY KEY, seq bigint NOT NULL, at timestamptz NOT NULL) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS sluice.step_ledger (
  run_id uuid NOT NULL, step_id text NOT NULL, direction text NOT NULL CHECK (direction IN ('do', 'undo')),
  at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (run_id, step_id, direction));
-- Written before a concurrent build begins: what is left over of it can be told from somebody else's index.
CREATE TABLE IF NOT EXISTS sluice.index_build (
  run_id uuid NOT NULL, step_id text NOT NULL, direction text NOT NULL, index_schema text NOT NULL, index_name text NOT NULL,
  index_oid oid, started_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (run_id, step_id, direction));
`;

export async function isTargetPrepared(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query(
    "SELECT count(*)::int AS found FROM unnest($1::text[]) AS x(name) WHERE to_regclass('sluice.' || name) IS NOT NULL",
    [TABLES],
  );
  return rows[0]?.found === TABLES.length;
}

/** Makes what is missing. With all there it writes nothing, so that a DBA may have made it for a user without the right. */
export async function prepareTarget(connection: Connection): Promise<void> {
  if (await isTargetPrepared(connection)) return;
  await inTransaction(connection, async () => {
    // CREATE IF NOT EXISTS of two sessions at once fails with a unique violation.
    await connection.query("SELECT pg_advisory_xact_lock(hashtext('sluice'), hashtext('prepare target'))");
    await connection.query(DDL);
  });
}
