import type { BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteTableName } from "./postgres-names.ts";
import { inTransaction } from "./postgres-transaction.ts";

/** The planner's own estimate. It guesses for a table never analyzed: that one is counted, if it is quickly done. */
export async function estimateRows(
  connection: Connection,
  { table }: Pick<BackfillSpec, "table">,
): Promise<number | null> {
  const name = quoteTableName(table);
  const counted = (await isAnalyzed(connection, name)) ? null : await countQuickly(connection, name);
  if (counted !== null) return counted;
  const { rows } = await connection.query(`EXPLAIN (FORMAT JSON) SELECT 1 FROM ${name}`);
  const plan: unknown = JSON.parse(String(rows[0]?.["QUERY PLAN"]));
  const estimate: unknown = Array.isArray(plan) ? plan[0]?.Plan?.["Plan Rows"] : null;
  return typeof estimate === "number" ? estimate : null;
}

async function isAnalyzed(connection: Connection, name: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT bool_and(c.reltuples >= 0) AS analyzed FROM pg_class c
      WHERE c.relkind = 'r' AND (c.oid = to_regclass($1) OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1))))`,
    [name],
  );
  return rows[0]?.analyzed === true;
}

async function countQuickly(connection: Connection, name: string): Promise<number | null> {
  const begin = "BEGIN READ ONLY; SET LOCAL statement_timeout = '2s'";
  const count = () => connection.query(`SELECT count(*)::text AS n FROM ${name}`);
  try {
    const { rows } = await inTransaction(connection, count, begin);
    return Number(rows[0]?.n ?? 0);
  } catch (error) {
    if (postgresErrors.classify(error) !== "too-slow") throw error;
    return null;
  }
}
