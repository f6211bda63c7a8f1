import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf, NO_KEY } from "../key-text.ts";
import { planHashOf, readTableState, type TableState } from "./postgres-backfill-facts.ts";
import { keyAt, type Range, type Sql, updateIn } from "./postgres-backfill-sql.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteTableName } from "./postgres-names.ts";
import { inTransaction } from "./postgres-transaction.ts";
import { refuseVolatile } from "./postgres-volatility.ts";

const EVERYTHING: Range = { lo: NO_KEY, hi: NO_KEY };

/** Reads one key, `null` where the range holds none. */
export async function readKey(connection: Connection, { text, params }: Sql): Promise<KeyText | null> {
  const { rows } = await connection.query(text, params);
  return rows[0] ? keyTextOf(Object.values(rows[0]).map(String)) : null;
}

/**
 * One shard up to the last key of now, and a tail whose end its first batch freezes: rows that were born meanwhile.
 * An unfrozen shard ends where it begins. Rows born later still are the business of sync or a default.
 */
export async function layOut(connection: Connection, spec: BackfillSpec): Promise<BackfillLayout> {
  const state = await readTableState(connection, spec);
  const { key, columns, facts } = state;
  refuseColumns(spec, state);
  await refuseHiddenRows(connection, spec);
  await refuseVolatile(connection, spec);
  const targets = columns.filter((it) => it.name in spec.set).map(({ name, type }) => ({ name, type }));
  await tryStatement(connection, spec, updateIn(spec, { key, targets }, EVERYTHING));
  const last = await readKey(connection, keyAt(spec, key, EVERYTHING, "last"));
  const rowEstimate = last === null ? 0 : await estimateRows(connection, spec);
  const whole = last === null ? [] : [{ shardNo: 0, lo: NO_KEY, hi: last, rowEstimate }];
  const tail = { shardNo: whole.length, lo: last ?? NO_KEY, hi: last ?? NO_KEY, rowEstimate: 0 };
  return { key, targets, rowEstimate, shards: [...whole, tail], planHash: planHashOf(spec, key, facts) };
}

function refuseColumns(spec: BackfillSpec, { columns, key }: TableState): void {
  const names = Object.keys(spec.set);
  if (names.length === 0)
    throw new DomainError("invalid-plan", "A backfill without a column in `set` would do nothing.");
  for (const name of names) {
    const column = columns.find((it) => it.name === name);
    if (!column)
      throw new DomainError(
        "invalid-plan",
        `${quoteTableName(spec.table)} has no column ${name} to fill. Add it in an expand step.`,
      );
    if (column.generated || column.identity) {
      throw new DomainError(
        "invalid-plan",
        `Column ${name} is ${column.generated ? "generated" : "an identity"}: the server computes it, and a backfill cannot.`,
      );
    }
    if (key.columns.some((it) => it.name === name)) {
      throw new DomainError(
        "invalid-plan",
        `Column ${name} is part of the key (${key.source}) that batches walk along: rows would move under them.`,
      );
    }
  }
}

/** Under row security an UPDATE passes over rows without a word. */
async function refuseHiddenRows(connection: Connection, spec: BackfillSpec): Promise<void> {
  const name = quoteTableName(spec.table);
  const { rows } = await connection.query("SELECT row_security_active($1) AS active, current_user::text AS me", [name]);
  if (rows[0]?.active !== true) return;
  throw new DomainError(
    "invalid-plan",
    `Row security hides rows of ${name} from ${String(rows[0].me)}: a backfill would leave them out. Let the table's owner run it, or ALTER ROLE … BYPASSRLS.`,
  );
}

/** Types, names and rights are the server's to judge; it plans the statement and runs nothing. */
async function tryStatement(connection: Connection, spec: BackfillSpec, { text, params }: Sql): Promise<void> {
  try {
    await connection.query(`EXPLAIN ${text}`, params);
  } catch (error) {
    if (!["schema-moved", "poison", "rights"].includes(postgresErrors.classify(error))) throw error;
    const { code, message } = postgresErrors.describe(error);
    throw new DomainError(
      "invalid-plan",
      `PostgreSQL refuses the backfill of ${quoteTableName(spec.table)}: ${message} (${code}).`,
      { cause: error },
    );
  }
}

/** The planner's own estimate. It guesses for a table never analyzed: that one is counted, if it is quickly done. */
async function estimateRows(connection: Connection, spec: BackfillSpec): Promise<number | null> {
  const counted = (await isAnalyzed(connection, spec)) ? null : await countQuickly(connection, spec);
  if (counted !== null) return counted;
  const { rows } = await connection.query(`EXPLAIN (FORMAT JSON) SELECT 1 FROM ${quoteTableName(spec.table)}`);
  const plan: unknown = JSON.parse(String(rows[0]?.["QUERY PLAN"]));
  const estimate: unknown = Array.isArray(plan) ? plan[0]?.Plan?.["Plan Rows"] : null;
  return typeof estimate === "number" ? estimate : null;
}

async function isAnalyzed(connection: Connection, spec: BackfillSpec): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT bool_and(c.reltuples >= 0) AS analyzed FROM pg_class c
      WHERE c.relkind = 'r' AND (c.oid = to_regclass($1) OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1))))`,
    [quoteTableName(spec.table)],
  );
  return rows[0]?.analyzed === true;
}

async function countQuickly(connection: Connection, spec: BackfillSpec): Promise<number | null> {
  const begin = "BEGIN READ ONLY; SET LOCAL statement_timeout = '2s'";
  const count = () => connection.query(`SELECT count(*)::text AS n FROM ${quoteTableName(spec.table)}`);
  try {
    const { rows } = await inTransaction(connection, count, begin);
    return Number(rows[0]?.n ?? 0);
  } catch (error) {
    if (postgresErrors.classify(error) !== "too-slow") throw error;
    return null;
  }
}
