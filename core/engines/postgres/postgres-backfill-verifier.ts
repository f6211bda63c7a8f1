import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { BackfillVerifier, VerifiedPage } from "../backfill-verifier.ts";
import type { Connection } from "../connection.ts";
import { NO_KEY } from "../key-text.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { nextPage, type Page } from "./postgres-backfill-page.ts";
import { boundsOf, keyAt, keyTextIn, pending, type Range, where } from "./postgres-backfill-sql.ts";
import { compareCopies } from "./postgres-compare-copies.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { halvingPages, READ_PAGE } from "./postgres-halving-pages.ts";
import { quoteName, quoteTableName, quoteText } from "./postgres-names.ts";
import { inTransaction } from "./postgres-transaction.ts";

const MOST_SAMPLES = 10;

type Bounds = Parameters<BackfillVerifier["verifyPage"]>[3];

/** Reads pages as batches do; each page is one short read-only transaction. */
export const postgresVerifier: BackfillVerifier = {
  async verifyPage(connection, spec, layout, bounds) {
    const read = (limit: number, isGuarded: boolean) =>
      halvingPages(limit, (rows) => {
        const page = { ...bounds, limit: rows, isGuarded };
        return inTransaction(connection, () => readPage(connection, spec, layout, page), READ_PAGE);
      });
    try {
      return await read(bounds.limit, false);
    } catch (error) {
      if (postgresErrors.classify(error) !== "poison") throw error;
    }
    // A row for which the expression fails: one that was set aside is not computed. Any other differs, whatever it has.
    for (let limit = bounds.limit; ; limit = Math.ceil(limit / 2)) {
      try {
        return await read(limit, true);
      } catch (error) {
        if (postgresErrors.classify(error) !== "poison") throw error;
      }
      if (limit > 1) continue;
      const page = await pageOf(connection, spec, layout, { lo: bounds.from, hi: bounds.hi }, 1);
      return { ...page, differing: page.scanned, sampleKeys: [page.to] };
    }
  },
  compareCopies,
};

async function readPage(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  { from, hi, limit, isGuarded }: Bounds & { readonly isGuarded: boolean },
): Promise<VerifiedPage> {
  const page = await pageOf(connection, spec, layout, { lo: from, hi }, limit);
  const range = { lo: from, hi: page.to };
  const guard = isGuarded && (await hasSkips(connection)) ? notSetAside(spec, layout) : null;
  const found = page.scanned === 0 ? NONE : await differingIn(connection, spec, layout, { range, guard });
  return { ...page, ...found };
}

/** Up to the end means up to the last key in this snapshot. */
async function pageOf(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  range: Range,
  limit: number,
): Promise<Page> {
  if (range.hi !== NO_KEY) return await nextPage(connection, spec, layout, range, limit);
  const end: KeyText | null = await readKey(connection, keyAt(spec, layout.key, range, "last"));
  if (end === null) return { to: range.lo, scanned: 0, last: true };
  return await nextPage(connection, spec, layout, { lo: range.lo, hi: end }, limit);
}

const NONE: Pick<VerifiedPage, "differing" | "sampleKeys"> = { differing: 0, sampleKeys: [] };

/** The usual answer is none, and is found without a look at the rows that were set aside. */
async function differingIn(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  { range, guard }: { readonly range: Range; readonly guard: ((condition: string) => string) | null },
): Promise<typeof NONE> {
  const params: unknown[] = [];
  const table = quoteName(spec.table.name);
  const isPending = pending(spec, layout.targets ?? []);
  const guarded = guard ? [guard(isPending.join(" AND "))] : isPending;
  const conditions = [...boundsOf(layout.key, table, range, params), ...guarded];
  const from = `FROM ${quoteTableName(spec.table)}${where(conditions)}`;
  const counted = await connection.query(
    `SELECT count(*)::text AS n, to_regclass('sluice.backfill_skip') IS NOT NULL AS has_skips ${from}`,
    params,
  );
  if (Number(counted.rows[0]?.n ?? 0) === 0) return NONE;
  const run = `$${params.push(spec.runId)}::uuid`;
  const setAside =
    counted.rows[0]?.has_skips === true
      ? `WHERE NOT EXISTS (SELECT FROM sluice.backfill_skip s WHERE s.run_id = ${run} AND s.status IN ('open', 'waived') AND s.row_key = d.k)`
      : `WHERE ${run} IS NOT NULL`;
  const { rows } = await connection.query(
    `WITH d AS MATERIALIZED (SELECT ${keyTextIn(layout.key, table)} AS k ${from}),
          left_over AS MATERIALIZED (SELECT d.k FROM d ${setAside})
     SELECT (SELECT count(*)::int FROM left_over) AS n, array(SELECT k FROM left_over LIMIT ${MOST_SAMPLES}) AS samples`,
    params,
  );
  const samples = rows[0]?.samples;
  return { differing: Number(rows[0]?.n ?? 0), sampleKeys: Array.isArray(samples) ? samples.map(String) : [] };
}

async function hasSkips(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query("SELECT to_regclass('sluice.backfill_skip') IS NOT NULL AS has_skips");
  return rows[0]?.has_skips === true;
}

/** Only CASE says what is computed first: a plain AND may compute the expression of a row that is to be passed over. */
function notSetAside({ runId, table }: BackfillSpec, { key }: BackfillLayout): (condition: string) => string {
  const isSetAside = `EXISTS (SELECT FROM sluice.backfill_skip s WHERE s.run_id = ${quoteText(runId)}::uuid AND s.status IN ('open', 'waived') AND s.row_key = ${keyTextIn(key, quoteName(table.name))})`;
  return (condition) => `CASE WHEN ${isSetAside} THEN false ELSE ${condition} END`;
}
