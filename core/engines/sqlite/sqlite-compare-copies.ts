import { createHash } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey, KeyText } from "../backfill-store.ts";
import type { BackfillVerifier, RangeChecksum } from "../backfill-verifier.ts";
import type { Connection, Row } from "../connection.ts";
import { keyMatch } from "../copy-key.ts";
import type { TableRef } from "../introspector.ts";
import { NO_KEY } from "../key-text.ts";
import { chooseKey, columnOf, keyOf, keyTextSql, orderByKey, rangeOf, renderedKey } from "./sqlite-key.ts";
import { inParentheses, quoteTableName, sameName } from "./sqlite-names.ts";
import { inSnapshot } from "./sqlite-snapshot.ts";

const MOST_SAMPLES = 10;
/** Of the session alone; it goes with the snapshot's transaction. */
const AS_COPIED = 'temp."~sluice as copied"';

type Copy = Parameters<BackfillVerifier["compareCopies"]>[1];

interface Side {
  readonly table: TableRef;
  readonly key: BackfillKey;
}

/**
 * Both tables along the same key, in one snapshot a page. The original's values pass through a temporary table with the
 * copy's types, so that they become what the copy's columns would make of them. Values leave the file as digests' input
 * only; SQLite has no digest of its own.
 */
export const compareCopies: BackfillVerifier["compareCopies"] = async (connection, copy, { after, limit }) =>
  await inSnapshot(connection, async () => {
    const sides = await sidesOf(connection, copy);
    const next = await endOf(connection, sides, after, limit);
    const rangeIn = (side: Side) => rangeOf(side.key, after, next ?? NO_KEY);
    const range = rangeIn(sides.to);
    const names = Object.keys(copy.columns);
    await copyOver(connection, copy, sides.from.key, rangeIn(sides.from));
    const from = await connection.query(
      `SELECT k, ${valuesText(names.map((_, at) => `c${at}`))} AS v FROM ${AS_COPIED}`,
    );
    const to = await connection.query(
      `SELECT ${keyTextSql(sides.to.key)} AS k, ${valuesText(names.map(columnOf))} AS v FROM ${quoteTableName(copy.to)} AS t WHERE ${range.sql}`,
      range.params,
    );
    return {
      from: checksumOf(from.rows),
      to: checksumOf(to.rows),
      next,
      sampleKeys: disagreeing(from.rows, to.rows).slice(0, MOST_SAMPLES),
    };
  });

async function sidesOf(
  connection: Connection,
  { from, to, columns }: Copy,
): Promise<{ readonly from: Side; readonly to: Side }> {
  const names = { from: quoteTableName(from), to: quoteTableName(to) };
  const own = await chooseKey(connection, from, []);
  const other = await chooseKey(connection, to, []);
  // An empty table does not tell what its keys are made of.
  const types = (await isEmpty(connection, from)) ? other : own;
  const typed = (key: BackfillKey): BackfillKey => ({
    ...key,
    columns: key.columns.map((column, at) => ({ ...column, type: types.columns[at]?.type ?? column.type })),
  });
  const key = keyMatch(typed(own), typed(other), { columns, names, sameType: (a, b) => a === b });
  return { from: { table: from, key: typed(own) }, to: { table: to, key } };
}

async function isEmpty(connection: Connection, table: TableRef): Promise<boolean> {
  const { rows } = await connection.query(`SELECT 1 FROM ${quoteTableName(table)} LIMIT 1`);
  return rows.length === 0;
}

/** The end of the shorter page; `null`: neither side has more. */
async function endOf(
  connection: Connection,
  { from, to }: { readonly from: Side; readonly to: Side },
  after: KeyText,
  limit: number,
): Promise<KeyText | null> {
  const own = await keyAfter(connection, from, after, limit);
  const other = await keyAfter(connection, to, after, limit);
  if (own === null || other === null) return own ?? other;
  const range = rangeOf(from.key, after, other);
  const { rows } = await connection.query(
    `SELECT count(*) AS n FROM ${quoteTableName(from.table)} AS t WHERE ${range.sql}`,
    range.params,
  );
  return Number(rows[0]?.n ?? 0) <= limit ? other : own;
}

async function keyAfter(connection: Connection, { table, key }: Side, after: KeyText, limit: number) {
  const { sql, params } = rangeOf(key, after, NO_KEY);
  const { rows } = await connection.query(
    `SELECT ${renderedKey(key)} FROM ${quoteTableName(table)} AS t WHERE ${sql} ORDER BY ${orderByKey(key)} LIMIT 1 OFFSET ?`,
    [...params, limit - 1],
  );
  return rows[0] ? keyOf(key, rows[0]) : null;
}

async function copyOver(
  connection: Connection,
  { from, to, columns }: Copy,
  key: BackfillKey,
  { sql, params }: { readonly sql: string; readonly params: readonly string[] },
): Promise<void> {
  const info = await connection.query("SELECT name, type FROM pragma_table_xinfo(?)", [to.name]);
  const declared = Object.keys(columns).map((name, at) => {
    const column = info.rows.find((row) => sameName(String(row.name), name));
    if (!column) {
      throw new DomainError(
        "invalid-plan",
        `${quoteTableName(to)} has no column ${name} to compare. Nothing was compared.`,
      );
    }
    // ANY keeps values as they are, but only in a STRICT table: elsewhere it would make numbers of them.
    const type = String(column.type).toUpperCase() === "ANY" ? "" : String(column.type);
    return `c${at} ${type}`;
  });
  await connection.query(`CREATE TABLE ${AS_COPIED} (${["k", ...declared].join(", ")})`);
  const values = Object.values(columns).map(inParentheses);
  await connection.query(
    `INSERT INTO ${AS_COPIED} SELECT ${[keyTextSql(key), ...values].join(", ")} FROM ${quoteTableName(from)} AS t WHERE ${sql}`,
    params,
  );
}

/** Storage class and bytes of each value; NULL has a mark that no value has. */
const valuesText = (values: readonly string[]): string =>
  values
    .map(
      (it) =>
        `CASE typeof(${it}) WHEN 'null' THEN '-' WHEN 'text' THEN 't' || hex(${it}) WHEN 'blob' THEN 'b' || hex(${it}) ELSE quote(${it}) END`,
    )
    .join(" || ',' || ");

const SPACE = 1n << 128n;

/** The sum of the rows' digests: the same in whatever order they come. */
function checksumOf(rows: readonly Row[]): RangeChecksum {
  const sum = rows.reduce((total, { k, v }) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([k, v]))
      .digest("hex")
      .slice(0, 32);
    return (total + BigInt(`0x${digest}`)) % SPACE;
  }, 0n);
  return { rows: rows.length, hash: sum.toString(16) };
}

function disagreeing(from: readonly Row[], to: readonly Row[]): readonly KeyText[] {
  const left = new Map(from.map((row) => [String(row.k), row.v]));
  const right = new Map(to.map((row) => [String(row.k), row.v]));
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].filter((key) => left.get(key) !== right.get(key));
}
