import type { Reading } from "#core/domain/signal.ts";
import type { Connection } from "../connection.ts";
import type { TableRef } from "../introspector.ts";
import { quoteTableName } from "./postgres-names.ts";

const HOST = "primary";
/** Fewer dead rows are no bloat worth a pause, whatever share of a small table they are. */
const FEW_DEAD_ROWS = 500_000;

export interface StorageMemory {
  readonly at: number;
  readonly checkpoints: number;
}

/** Dead rows of the tables, vacuum against wraparound, and checkpoints that were forced. */
export async function readStorage(
  connection: Connection,
  tables: readonly TableRef[],
  before: StorageMemory | null,
): Promise<{ readonly readings: readonly Reading[]; readonly memory: StorageMemory }> {
  const dead: Reading[] = [];
  for (const table of tables) dead.push(...(await readTable(connection, table)));
  const { reading, memory } = await readCheckpoints(connection, before);
  return { readings: [...dead, ...reading], memory };
}

async function readTable(connection: Connection, table: TableRef): Promise<readonly Reading[]> {
  const name = quoteTableName(table);
  const { rows } = await connection.query(
    `WITH o AS (SELECT c.oid, greatest(c.reltuples, 0) AS n,
                       (SELECT max(option_value) FROM pg_options_to_table(c.reloptions) WHERE option_name = 'autovacuum_vacuum_threshold') AS t,
                       (SELECT max(option_value) FROM pg_options_to_table(c.reloptions) WHERE option_name = 'autovacuum_vacuum_scale_factor') AS f
                  FROM pg_class c WHERE c.oid = to_regclass($1))
     SELECT s.n_dead_tup::float8 AS dead,
            least(coalesce(t, current_setting('autovacuum_vacuum_threshold'))::float8
                    + coalesce(f, current_setting('autovacuum_vacuum_scale_factor'))::float8 * n,
                  nullif(current_setting('autovacuum_vacuum_max_threshold', true), '-1')::float8) AS "vacuumAt",
            EXISTS (SELECT 1 FROM pg_stat_progress_vacuum p JOIN pg_stat_activity a USING (pid)
                     WHERE p.relid = o.oid AND a.query LIKE '%to prevent wraparound%') AS wraparound
       FROM o JOIN pg_stat_user_tables s ON s.relid = o.oid`,
    [name],
  );
  const row = rows[0];
  if (!row) return [];
  const dead = Number(row.dead);
  const value = dead < FEW_DEAD_ROWS ? 0 : dead / Math.max(1, Number(row.vacuumAt));
  return [
    {
      code: "dead_rows",
      value,
      unit: "share",
      host: table.name,
      detail: `${Math.round(dead).toLocaleString("en")} dead rows`,
    },
    { code: "wraparound", value: row.wraparound === true ? 1 : 0, unit: "count", host: table.name },
  ];
}

/** The counter moved to another view in 17. A counter that runs backwards was reset: the look says nothing. */
async function readCheckpoints(
  connection: Connection,
  before: StorageMemory | null,
): Promise<{ readonly reading: readonly Reading[]; readonly memory: StorageMemory }> {
  const { rows } = await connection.query("SELECT to_regclass('pg_catalog.pg_stat_checkpointer') IS NOT NULL AS new");
  const counter =
    rows[0]?.new === true
      ? "SELECT num_requested::float8 AS n FROM pg_stat_checkpointer"
      : "SELECT checkpoints_req::float8 AS n FROM pg_stat_bgwriter";
  const checkpoints = Number((await connection.query(counter)).rows[0]?.n ?? 0);
  const at = performance.now();
  const memory = { at, checkpoints };
  if (!before || checkpoints < before.checkpoints || at <= before.at) return { reading: [], memory };
  const value = ((checkpoints - before.checkpoints) * 60_000) / (at - before.at);
  return { reading: [{ code: "checkpoint_pressure", value, unit: "per min", host: HOST }], memory };
}
