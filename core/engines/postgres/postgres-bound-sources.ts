import type { BackfillKey, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf, NO_KEY, partsOfKeyText } from "../key-text.ts";
import { columnsOf, keyAt } from "./postgres-backfill-sql.ts";
import { quoteTableName } from "./postgres-names.ts";

/** A place to cut at; a composite key may be given by its leading column alone. */
export interface Bound {
  readonly key: KeyText;
  /** Of the rows, about, that lie at or before it. */
  readonly share: number;
}

export interface Cut {
  readonly key: BackfillKey;
  /** Ranges, so one more than bounds. */
  readonly into: number;
  readonly rowEstimate: number;
  readonly last: KeyText;
}

export type BoundSource = (connection: Connection, spec: BackfillSpec, cut: Cut) => Promise<readonly Bound[]>;

/**
 * Statistics of the column: about a hundred bounds with equally many rows between them. A leading column of few values
 * has none, or only of its rare values: there a sample of whole keys tells more.
 */
export const fromHistogram: BoundSource = async (connection, spec, { key, into }) => {
  const [column] = key.columns;
  if (!column || key.columns.length > 1) return [];
  const { rows } = await connection.query(
    `WITH h AS (SELECT x.b, x.n, count(*) OVER () AS c
                  FROM (SELECT s.histogram_bounds FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
                          JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = r.relname
                         WHERE r.oid = to_regclass($1) AND s.attname = $2 ORDER BY s.inherited DESC LIMIT 1) AS s
                 CROSS JOIN LATERAL unnest(s.histogram_bounds::text::text[]) WITH ORDINALITY AS x(b, n))
     SELECT h.b::${column.type}::text AS k, (h.n - 1) / (h.c - 1)::float8 AS share
       FROM h, generate_series(1, $3::int - 1) AS i WHERE h.c > 1 AND h.n = 1 + round((h.c - 1) * i / $3::float8)`,
    [quoteTableName(spec.table), column.name, into],
  );
  return rows.map((row) => ({ key: keyTextOf([String(row.k)]), share: Number(row.share) }));
};

const SAMPLED_BLOCKS = 600;
const LEAST_SAMPLED = 20;

/** Whole keys of the rows of some blocks, chosen by the server; the same blocks each time. */
export const fromSample: BoundSource = async (connection, spec, { key, into }) => {
  const table = quoteTableName(spec.table);
  const sized = await connection.query(
    `SELECT (pg_relation_size(to_regclass($1)) + coalesce((SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(to_regclass($1)) WHERE isleaf AND relid <> to_regclass($1)), 0))::float8
            / current_setting('block_size')::float8 AS blocks`,
    [table],
  );
  const percent = Math.min(100, (100 * SAMPLED_BLOCKS) / Math.max(1, Number(sized.rows[0]?.blocks ?? 0)));
  const columns = columnsOf(key, "t");
  const names = columns.map((_, at) => `k${at}`);
  const { rows } = await connection.query(
    `SELECT ${names.join(", ")}, n / c::float8 AS share
       FROM (SELECT ${columns.map((column, at) => `${column}::text AS k${at}`).join(", ")}, row_number() OVER (ORDER BY ${columns.join(", ")}) AS n, count(*) OVER () AS c
               FROM ${table} AS t TABLESAMPLE SYSTEM (${percent}) REPEATABLE (1)) AS sample
      WHERE c >= ${LEAST_SAMPLED} * $1::int AND n IN (SELECT round(c * i / $1::float8)::bigint FROM generate_series(1, $1::int - 1) AS i)`,
    [into],
  );
  return rows.map((row) => ({ key: keyTextOf(names.map((name) => String(row[name]))), share: Number(row.share) }));
};

/** Equal steps between the least and the greatest number; how the rows lie between them is not known. */
export const fromArithmetic: BoundSource = async (connection, spec, { key, into, last }) => {
  if (!/^(?:smallint|integer|bigint)$/.test(key.columns[0]?.type ?? "")) return [];
  const { text, params } = keyAt(spec, key, { lo: NO_KEY, hi: NO_KEY }, { offset: 0 });
  const least = (await connection.query(text, params)).rows[0];
  const { rows } = await connection.query(
    `SELECT (lo + (hi - lo) * i / $3)::bigint::text AS k, i / $3::float8 AS share
       FROM (SELECT $1::numeric AS lo, $2::numeric AS hi) AS ends, generate_series(1, $3::int - 1) AS i`,
    [String(least?.k0), partsOfKeyText(last)[0], into],
  );
  return rows.map((row) => ({ key: keyTextOf([String(row.k)]), share: Number(row.share) }));
};

/** Entries of the index that all probes together pass over at most. */
const MOST_PASSED = 2_000_000;

/** Walks the index in equal steps. In a large table they end before its end: what is left is cut when it is worked on. */
export const fromProbes: BoundSource = async (connection, spec, { key, into, rowEstimate }) => {
  const step = Math.ceil(Math.min(rowEstimate, MOST_PASSED) / into);
  const bounds: Bound[] = [];
  for (let lo: KeyText = NO_KEY; bounds.length < into - 1; ) {
    const { text, params } = keyAt(spec, key, { lo, hi: NO_KEY }, { offset: step - 1 });
    const row = (await connection.query(text, params)).rows[0];
    if (!row) break;
    lo = keyTextOf(Object.values(row).map(String));
    bounds.push({ key: lo, share: Math.min(1, ((bounds.length + 1) * step) / Math.max(1, rowEstimate)) });
  }
  return bounds;
};

/** Blocks of the table, for a walk along addresses. */
export const fromBlocks: BoundSource = async (connection, _spec, { key, into, last }) => {
  if (key.kind !== "address") return [];
  const { rows } = await connection.query(
    `SELECT format('(%s,0)', floor(blocks * i / $2::int)::bigint) AS k, i / $2::float8 AS share
       FROM (SELECT ($1::tid::text::point)[0] AS blocks) AS ends, generate_series(1, $2::int - 1) AS i WHERE floor(blocks * i / $2::int) > 0`,
    [partsOfKeyText(last)[0], into],
  );
  return rows.map((row) => ({ key: keyTextOf([String(row.k)]), share: Number(row.share) }));
};

/** Tried in this order; the first that finds bounds is taken. */
export const BOUND_SOURCES: readonly BoundSource[] = [
  fromBlocks,
  fromHistogram,
  fromSample,
  fromArithmetic,
  fromProbes,
];
