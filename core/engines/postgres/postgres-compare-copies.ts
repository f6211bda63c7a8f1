import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { BackfillVerifier, RangeChecksum } from "../backfill-verifier.ts";
import type { Connection } from "../connection.ts";
import { keyMatch } from "../copy-key.ts";
import type { ColumnDetail, TableRef } from "../introspector.ts";
import { NO_KEY, partsOfKeyText } from "../key-text.ts";
import { chooseKey } from "./postgres-backfill-key.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { boundsOf, keyAt, keyTextIn, type Range, where } from "./postgres-backfill-sql.ts";
import { oidOf, readColumns } from "./postgres-catalog.ts";
import { halvingPages, READ_PAGE } from "./postgres-halving-pages.ts";
import { inParentheses, quoteName, quoteTableName } from "./postgres-names.ts";
import { inTransaction } from "./postgres-transaction.ts";

const MOST_SAMPLES = 10;

type Copy = Parameters<BackfillVerifier["compareCopies"]>[1];
type Compared = Awaited<ReturnType<BackfillVerifier["compareCopies"]>>;

interface Side {
  readonly table: TableRef;
  readonly key: BackfillKey;
  readonly columns: readonly ColumnDetail[];
}

/** Both tables along the same key, in one snapshot a page; a page has at most `limit` rows on either side. */
export const compareCopies: BackfillVerifier["compareCopies"] = async (connection, copy, { after, limit }) => {
  const sides = await sidesOf(connection, copy);
  return await halvingPages(limit, (rows) =>
    inTransaction(
      connection,
      async () => {
        const next = await endOf(connection, sides, { lo: after, hi: NO_KEY }, rows);
        return { ...(await compare(connection, copy, sides, { lo: after, hi: next ?? NO_KEY })), next };
      },
      READ_PAGE,
    ),
  );
};

interface Sides {
  readonly from: Side;
  readonly to: Side;
}

async function sidesOf(connection: Connection, copy: Copy): Promise<Sides> {
  const from = await sideOf(connection, copy.from);
  const to = await sideOf(connection, copy.to);
  const names = { from: quoteTableName(copy.from), to: quoteTableName(copy.to) };
  const key = keyMatch(from.key, to.key, { columns: copy.columns, names, sameType });
  for (const column of Object.keys(copy.columns)) {
    if (to.columns.some((it) => it.name === column)) continue;
    throw new DomainError("invalid-plan", `${names.to} has no column ${column} to compare. Nothing was compared.`);
  }
  return { from, to: { ...to, key } };
}

async function sideOf(connection: Connection, table: TableRef): Promise<Side> {
  const oid = await oidOf(connection, table);
  const name = quoteTableName(table);
  if (oid === null) throw new DomainError("invalid-plan", `There is no table ${name} to compare.`);
  const { key } = await chooseKey(connection, { oid, name, isPartitioned: false });
  return { table, key, columns: await readColumns(connection, oid) };
}

const WHOLE_NUMBER = /^(?:smallint|integer|bigint)$/;
const sameType = (a: string, b: string): boolean => a === b || (WHOLE_NUMBER.test(a) && WHOLE_NUMBER.test(b));

const specOf = (table: TableRef): BackfillSpec => ({
  runId: "",
  databaseId: "",
  serverId: "",
  table,
  set: {},
  where: null,
});

/** The end of the shorter page; `null`: neither side has more. */
async function endOf(connection: Connection, { from, to }: Sides, range: Range, rows: number): Promise<KeyText | null> {
  const ends: KeyText[] = [];
  for (const side of [from, to]) {
    const end = await readKey(connection, keyAt(specOf(side.table), side.key, range, { offset: rows - 1 }));
    if (end !== null) ends.push(end);
  }
  const [first, second] = ends;
  if (first === undefined || second === undefined) return first ?? null;
  return (await isAtOrBefore(connection, from.key, first, second)) ? first : second;
}

/** Keys are compared by the database alone. */
async function isAtOrBefore(connection: Connection, key: BackfillKey, a: KeyText, b: KeyText): Promise<boolean> {
  const params: string[] = [];
  const rowOf = (text: KeyText) =>
    `ROW(${partsOfKeyText(text)
      .map((part, at) => {
        const { type, collation } = key.columns[at] ?? { type: "text", collation: null };
        return `$${params.push(part)}::${type}${collation ? ` COLLATE ${collation}` : ""}`;
      })
      .join(", ")})`;
  const { rows } = await connection.query(`SELECT ${rowOf(a)} <= ${rowOf(b)} AS is_before`, params);
  return rows[0]?.is_before === true;
}

/** A value as text with its length; NULL has a mark that no value has. */
const marked = (value: string): string =>
  `CASE WHEN ${value} IS NULL THEN '-' ELSE '+' || length(${value}::text) || ':' || ${value}::text END`;

async function compare(
  connection: Connection,
  { columns }: Copy,
  { from, to }: Sides,
  range: Range,
): Promise<Omit<Compared, "next">> {
  const params: unknown[] = [];
  const typeOf = (name: string) => to.columns.find((it) => it.name === name)?.type ?? "text";
  const values = Object.entries(columns).map(([name, expression]) => ({
    from: marked(`CAST(${inParentheses(expression)} AS ${typeOf(name)})`),
    to: marked(`${quoteName(to.table.name)}.${quoteName(name)}`),
  }));
  const rowsOf = (side: Side, texts: readonly string[]) => {
    const name = quoteName(side.table.name);
    return `SELECT (${keyTextIn(side.key, name)}) COLLATE "C" AS k, (${["''", ...texts].join(" || ")}) COLLATE "C" AS v
      FROM ${quoteTableName(side.table)}${where(boundsOf(side.key, name, range, params))}`;
  };
  const sum = (seed: number) => `coalesce(sum(hashtextextended(k || '=' || v, ${seed})::numeric), 0)`;
  const checksum = (side: string) => `SELECT count(*)::int AS n, ${sum(0)} || '/' || ${sum(1)} AS h FROM ${side}`;
  const { rows } = await connection.query(
    `WITH f AS MATERIALIZED (${rowsOf(
      from,
      values.map((it) => it.from),
    )}),
          t AS MATERIALIZED (${rowsOf(
            to,
            values.map((it) => it.to),
          )}),
          cf AS MATERIALIZED (${checksum("f")}), ct AS MATERIALIZED (${checksum("t")})
     SELECT cf.n AS from_rows, cf.h AS from_hash, ct.n AS to_rows, ct.h AS to_hash,
            CASE WHEN cf.n = ct.n AND cf.h = ct.h THEN '{}'::text[]
                 ELSE array(SELECT coalesce(f.k, t.k) FROM f FULL JOIN t ON f.k = t.k WHERE f.v IS DISTINCT FROM t.v LIMIT ${MOST_SAMPLES}) END AS samples
       FROM cf, ct`,
    params,
  );
  const row = rows[0];
  const side = (count: unknown, hash: unknown): RangeChecksum => ({ rows: Number(count), hash: String(hash) });
  return {
    from: side(row?.from_rows, row?.from_hash),
    to: side(row?.to_rows, row?.to_hash),
    sampleKeys: Array.isArray(row?.samples) ? row.samples.map(String) : [],
  };
}
