import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { BackfillVerifier, VerifiedPage } from "../backfill-verifier.ts";
import type { Connection } from "../connection.ts";
import { differs } from "./sqlite-backfill-layout.ts";
import { compareCopies } from "./sqlite-compare-copies.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { keyOf, keyTextSql, orderByKey, rangeOf, renderedKey } from "./sqlite-key.ts";
import { quoteTableName } from "./sqlite-names.ts";
import { inSnapshot } from "./sqlite-snapshot.ts";
import { hasTable } from "./sqlite-target-tables.ts";

const MOST_SAMPLES = 10;

type Bounds = Parameters<BackfillVerifier["verifyPage"]>[3];

/** Pages are read in one snapshot each; a page of a thousand rows keeps no checkpoint of the WAL waiting for long. */
export const sqliteVerifier: BackfillVerifier = {
  async verifyPage(connection, spec, layout, page) {
    const read = (limit: number, isGuarded: boolean) =>
      inSnapshot(connection, () => readPage(connection, spec, layout, { ...page, limit, isGuarded }));
    try {
      return await read(page.limit, false);
    } catch (error) {
      if (sqliteErrors.classify(error) !== "poison") throw error;
    }
    // A row for which the expression fails: one that was set aside is not computed. Any other differs, whatever it has.
    for (let limit = page.limit; ; limit = Math.ceil(limit / 2)) {
      try {
        return await read(limit, true);
      } catch (error) {
        if (sqliteErrors.classify(error) !== "poison") throw error;
      }
      if (limit > 1) continue;
      const alone = await inSnapshot(connection, () => pageOf(connection, spec, layout, { ...page, limit: 1 }));
      return { ...alone, differing: alone.scanned, sampleKeys: [alone.to] };
    }
  },
  compareCopies,
};

async function readPage(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  bounds: Bounds & { readonly isGuarded: boolean },
): Promise<VerifiedPage> {
  const page = await pageOf(connection, spec, layout, bounds);
  const { from, isGuarded } = bounds;
  const found = await differingIn(connection, spec, layout, { from, to: page.to, isGuarded });
  return { ...page, ...found };
}

async function pageOf(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  { from, hi, limit }: Bounds,
): Promise<Pick<VerifiedPage, "to" | "scanned" | "last">> {
  const range = rangeOf(key, from, hi);
  const table = `${quoteTableName(spec.table)} AS t`;
  const { rows } = await connection.query(
    `SELECT ${renderedKey(key)} FROM ${table} WHERE ${range.sql} ORDER BY ${orderByKey(key)} LIMIT 1 OFFSET ?`,
    [...range.params, limit - 1],
  );
  const to = rows[0] ? keyOf(key, rows[0]) : hi;
  const place = rangeOf(key, from, to);
  const counted = await connection.query(`SELECT count(*) AS n FROM ${table} WHERE ${place.sql}`, place.params);
  return { to, scanned: Number(counted.rows[0]?.n ?? 0), last: !rows[0] || to === hi };
}

async function differingIn(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  { from, to, isGuarded }: { readonly from: KeyText; readonly to: KeyText; readonly isGuarded: boolean },
): Promise<Pick<VerifiedPage, "differing" | "sampleKeys">> {
  const place = rangeOf(key, from, to);
  const hasSkips = await hasTable(connection, "sluice_backfill_skip");
  const setAside = `EXISTS (SELECT 1 FROM sluice_backfill_skip AS s
    WHERE s.run_id = ? AND s.row_key = ${keyTextSql(key)} AND s.status IN ('open', 'waived'))`;
  // Only CASE says what is computed first.
  const guarded = `CASE WHEN ${setAside} THEN 0 ELSE (${differs(spec)}) END`;
  const told = isGuarded ? guarded : `${differs(spec)} AND NOT ${setAside}`;
  const { rows } = await connection.query(
    `SELECT ${keyTextSql(key)} AS k, count(*) OVER () AS n FROM ${quoteTableName(spec.table)} AS t
      WHERE ${place.sql} AND ${hasSkips ? told : differs(spec)} LIMIT ${MOST_SAMPLES}`,
    [...place.params, ...(hasSkips ? [spec.runId] : [])],
  );
  return { differing: Number(rows[0]?.n ?? 0), sampleKeys: rows.map((row) => String(row.k)) };
}
