import type { BackfillLayout, BackfillSpec, BatchResult, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf, NO_KEY, partsOfKeyText } from "../key-text.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { countIn, keyAt, type Range } from "./postgres-backfill-sql.ts";
import { quoteTableName } from "./postgres-names.ts";
import type { LockedShard } from "./postgres-shard-transaction.ts";

export type Page = Pick<BatchResult, "to" | "scanned" | "last">;

/** Rows that are assumed in a block of a table that was never analyzed. */
const ROWS_IN_A_BLOCK = 50;

/** The end of the shard; that of a tail is the last key of now, and stays it. */
export async function endOf(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  { lo, hi, isUnfrozen }: LockedShard,
): Promise<KeyText> {
  if (!isUnfrozen) return hi;
  return (await readKey(connection, keyAt(spec, key, { lo, hi: NO_KEY }, "last"))) ?? hi;
}

/** Bounded by rows scanned over the key alone: a selective filter cannot make a long query. */
export async function nextPage(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  range: Range,
  limit: number,
): Promise<Page> {
  // A tail in which nothing was born.
  if (range.lo === range.hi) return { to: range.hi, scanned: 0, last: true };
  const isAddress = key.kind === "address";
  const to = isAddress
    ? await blocksOn(connection, spec, range, limit)
    : await readKey(connection, keyAt(spec, key, range, { offset: limit - 1 }));
  if (to !== null && !isAddress) return { to, scanned: limit, last: to === range.hi };
  const end = to ?? range.hi;
  const { text, params } = countIn(spec, key, { lo: range.lo, hi: end });
  const { rows } = await connection.query(text, params);
  return { to: end, scanned: Number(rows[0]?.n ?? 0), last: end === range.hi };
}

/** No index orders addresses: a page is as many blocks as hold about so many rows, at least one. */
async function blocksOn(connection: Connection, spec: BackfillSpec, range: Range, limit: number): Promise<KeyText> {
  const [lo = "(0,0)"] = partsOfKeyText(range.lo);
  const [hi] = partsOfKeyText(range.hi);
  const { rows } = await connection.query(
    `SELECT least(format('(%s,0)', ($2::tid::text::point)[0]::bigint + greatest(1, floor($4::float8 / (CASE WHEN reltuples > 0 AND relpages > 0 THEN greatest(reltuples / relpages, 1) ELSE ${ROWS_IN_A_BLOCK} END)))::bigint)::tid, $3::tid)::text AS k
       FROM pg_class WHERE oid = to_regclass($1)`,
    [quoteTableName(spec.table), lo, hi, limit],
  );
  return keyTextOf([String(rows[0]?.k)]);
}
