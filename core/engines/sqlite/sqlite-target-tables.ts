import type { Connection } from "../connection.ts";
import { inTransaction } from "./sqlite-connection.ts";

const NOW = "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";

/** Sluice's tables in the target, beside the data: a transaction spans both. Never dropped by a run. */
const TABLES: Readonly<Record<string, string>> = {
  sluice_step_ledger: `CREATE TABLE IF NOT EXISTS sluice_step_ledger (
    run_id TEXT NOT NULL, step_id TEXT NOT NULL, direction TEXT NOT NULL CHECK (direction IN ('do', 'undo')),
    at TEXT NOT NULL DEFAULT ${NOW}, PRIMARY KEY (run_id, step_id, direction)) STRICT, WITHOUT ROWID`,
  sluice_backfill_run: `CREATE TABLE IF NOT EXISTS sluice_backfill_run (
    run_id TEXT PRIMARY KEY, protocol INTEGER NOT NULL, database_id TEXT NOT NULL, server_id TEXT NOT NULL,
    plan_hash TEXT NOT NULL, basis TEXT NOT NULL, created_at TEXT NOT NULL DEFAULT ${NOW}) STRICT, WITHOUT ROWID`,
  sluice_backfill_shard: `CREATE TABLE IF NOT EXISTS sluice_backfill_shard (
    run_id TEXT NOT NULL REFERENCES sluice_backfill_run ON DELETE CASCADE, shard_no INTEGER NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
    lo_key TEXT NOT NULL, pos_key TEXT NOT NULL, hi_key TEXT NOT NULL, owner TEXT, backend TEXT,
    batches INTEGER NOT NULL DEFAULT 0, rows_scanned INTEGER NOT NULL DEFAULT 0, rows_changed INTEGER NOT NULL DEFAULT 0,
    rows_skipped INTEGER NOT NULL DEFAULT 0, updated_at TEXT NOT NULL DEFAULT ${NOW},
    PRIMARY KEY (run_id, shard_no)) STRICT, WITHOUT ROWID`,
  sluice_backfill_skip: `CREATE TABLE IF NOT EXISTS sluice_backfill_skip (
    run_id TEXT NOT NULL, row_key TEXT NOT NULL, shard_no INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('hot', 'poison')), tries INTEGER NOT NULL DEFAULT 1, code TEXT, message TEXT,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'fixed', 'waived', 'gone')),
    first_at TEXT NOT NULL DEFAULT ${NOW}, last_at TEXT NOT NULL DEFAULT ${NOW},
    PRIMARY KEY (run_id, row_key)) STRICT, WITHOUT ROWID`,
  // ANY keeps a value's storage class; `is_written` is 0 only within the transaction that writes the row.
  sluice_backfill_undo: `CREATE TABLE IF NOT EXISTS sluice_backfill_undo (
    run_id TEXT NOT NULL, row_key TEXT NOT NULL, column_no INTEGER NOT NULL, old_value ANY, new_value ANY,
    is_written INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (run_id, row_key, column_no)) STRICT, WITHOUT ROWID`,
};

/** Whether this table of Sluice is in the file. */
export async function hasTable(connection: Connection, name: string): Promise<boolean> {
  const { rows } = await connection.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [name]);
  return rows.length > 0;
}

/** Makes Sluice's tables where they are missing; looks first, so that a prepared file is not locked. */
export async function prepareTarget(connection: Connection): Promise<void> {
  const missing: string[] = [];
  for (const [name, ddl] of Object.entries(TABLES)) {
    if (!(await hasTable(connection, name))) missing.push(ddl);
  }
  if (missing.length === 0) return;
  await inTransaction(connection, async () => {
    for (const ddl of missing) await connection.query(ddl);
  });
}
