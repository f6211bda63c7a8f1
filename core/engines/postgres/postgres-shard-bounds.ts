import type { BackfillKey, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection, Row } from "../connection.ts";
import { keyTextOf, partsOfKeyText } from "../key-text.ts";
import { columnsOf } from "./postgres-backfill-sql.ts";
import { BOUND_SOURCES, type Bound, type Cut } from "./postgres-bound-sources.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteTableName } from "./postgres-names.ts";
import { inTransaction } from "./postgres-transaction.ts";

/** Each look is short and holds nothing; one that takes too long makes room for the next way. */
const LOOK =
  "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL statement_timeout = '3s'; SET LOCAL enable_seqscan = off";

/**
 * Keys between which about equally many rows lie, in the database's order, all below `cut.last`. Fewer than asked for,
 * or none, where the table does not tell.
 */
export async function chooseBounds(connection: Connection, spec: BackfillSpec, cut: Cut): Promise<readonly Bound[]> {
  for (const source of BOUND_SOURCES) {
    const raw = await look(connection, async () => {
      const found = await source(connection, spec, cut);
      return await inOrder(connection, cut, await wholeKeys(connection, spec, cut.key, found));
    });
    if (raw.length > 0) return raw;
  }
  return [];
}

async function look(connection: Connection, work: () => Promise<readonly Bound[]>): Promise<readonly Bound[]> {
  try {
    return await inTransaction(connection, work, LOOK);
  } catch (error) {
    if (postgresErrors.classify(error) !== "too-slow") throw error;
    return [];
  }
}

/** A bound on the leading column becomes the first key at or after it. */
async function wholeKeys(
  connection: Connection,
  spec: BackfillSpec,
  key: BackfillKey,
  bounds: readonly Bound[],
): Promise<readonly Bound[]> {
  const whole: Bound[] = [];
  for (const bound of bounds) {
    const parts = partsOfKeyText(bound.key);
    const found = parts.length === key.columns.length ? bound.key : await firstKeyAt(connection, spec, key, parts);
    if (found !== null) whole.push({ ...bound, key: found });
  }
  return whole;
}

async function firstKeyAt(
  connection: Connection,
  spec: BackfillSpec,
  key: BackfillKey,
  [leading]: readonly string[],
): Promise<KeyText | null> {
  const columns = columnsOf(key, "t");
  const { rows } = await connection.query(
    `SELECT ${columns.map((column, at) => `${column}::text AS k${at}`).join(", ")} FROM ${quoteTableName(spec.table)} t
      WHERE ${columns[0]} >= $1::${key.columns[0]?.type} ORDER BY ${columns.join(", ")} LIMIT 1`,
    [leading],
  );
  return rows[0] ? keyOf(key, rows[0]) : null;
}

const keyOf = (key: BackfillKey, row: Row): KeyText => keyTextOf(key.columns.map((_, at) => String(row[`k${at}`])));

/** Sorted, without doubles and without what lies at or behind the last key. Keys are compared by the database alone. */
async function inOrder(
  connection: Connection,
  { key, last }: Cut,
  bounds: readonly Bound[],
): Promise<readonly Bound[]> {
  if (bounds.length === 0) return [];
  const typed = key.columns.map(({ type, collation }, at) => ({
    text: `k${at}`,
    value: (sql: string) => `${sql}::${type}${collation ? ` COLLATE ${collation}` : ""}`,
    name: `c${at}`,
  }));
  const list = (parts: readonly string[]) => (parts.length === 1 ? parts.join("") : `ROW(${parts.join(", ")})`);
  const names = typed.map((it) => it.name);
  const below = list(partsOfKeyText(last).map((_, at) => typed[at]?.value(`$${at + 1}`) ?? ""));
  const base = typed.length;
  const arrays = typed.map((_, at) => `$${base + at + 1}::text[]`);
  const { rows } = await connection.query(
    `SELECT DISTINCT ON (${names.join(", ")}) ${typed.map((it) => it.text).join(", ")}, share
       FROM (SELECT *, ${typed.map((it) => `${it.value(it.text)} AS ${it.name}`).join(", ")}
               FROM unnest(${arrays.join(", ")}, $${2 * base + 1}::float8[]) AS u(${typed.map((it) => it.text).join(", ")}, share)) AS b
      WHERE ${list(names)} < ${below} ORDER BY ${names.join(", ")}, share`,
    [
      ...partsOfKeyText(last),
      ...typed.map((_, at) => bounds.map((bound) => partsOfKeyText(bound.key)[at] ?? null)),
      bounds.map((bound) => bound.share),
    ],
  );
  return rows.map((row) => ({ key: keyOf(key, row), share: Number(row.share) }));
}
