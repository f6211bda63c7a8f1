import type { BackfillLayout, BackfillSpec, ShardCheckpoint } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf, NO_KEY, partsOfKeyText } from "../key-text.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { boundsOf, keyAt, where } from "./postgres-backfill-sql.ts";
import { quoteTableName } from "./postgres-names.ts";

/** Only a finished shard shows 1. */
const ALMOST = 0.9999;

/** SQL that places a value of the type on a line, where the type has one. */
function placeOf(type: string): ((value: string) => string) | null {
  if (/^(?:smallint|integer|bigint|numeric)/.test(type)) return (value) => `${value}::numeric`;
  if (/^(?:date|timestamp)/.test(type)) return (value) => `extract(epoch FROM ${value})::numeric`;
  if (type === "tid") return (value) => `(${value}::text::point)[0]::numeric`;
  if (type === "uuid")
    return (value) => `('x' || left(replace(${value}::text, '-', ''), 12))::bit(48)::bigint::numeric`;
  return null;
}

/** Share of the shard at or before its position, by the leading key column. */
export async function fractionOf(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  shard: ShardCheckpoint,
): Promise<number> {
  if (shard.state === "done") return 1;
  if (shard.pos === NO_KEY || shard.pos === shard.lo) return 0;
  const share =
    (await byPlace(connection, spec, layout, shard)) ??
    (await byHistogram(connection, spec, layout, shard)) ??
    (await byCount(connection, spec, layout, shard));
  return Math.min(ALMOST, Math.max(0, share));
}

const leading = (key: string): string | undefined => partsOfKeyText(key)[0];

async function byPlace(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  shard: ShardCheckpoint,
): Promise<number | null> {
  const type = layout.key.columns[0]?.type ?? "";
  const place = placeOf(type);
  // A leading column of few values, such as a country, says little about the place inside a composite key.
  if (!place || layout.key.columns.length > 1) return null;
  const first = shard.lo === NO_KEY ? await firstKey(connection, spec, layout) : shard.lo;
  if (first === null) return null;
  const { rows } = await connection.query(
    `SELECT ((pos - lo) / nullif(hi - lo, 0))::float8 AS share
       FROM (SELECT ${place(`$1::${type}`)} AS lo, ${place(`$2::${type}`)} AS pos, ${place(`$3::${type}`)} AS hi) AS places`,
    [leading(first), leading(shard.pos), leading(shard.hi)],
  );
  const share = rows[0]?.share;
  return typeof share === "number" && Number.isFinite(share) ? share : null;
}

const firstKey = async (connection: Connection, spec: BackfillSpec, { key }: BackfillLayout) =>
  key.kind === "address"
    ? FIRST_ADDRESS
    : await readKey(connection, keyAt(spec, key, { lo: NO_KEY, hi: NO_KEY }, { offset: 0 }));
const FIRST_ADDRESS = keyTextOf(["(0,0)"]);

/** The statistics of the leading column hold about 100 bounds with equally many rows between them. */
async function byHistogram(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  shard: ShardCheckpoint,
): Promise<number | null> {
  const column = layout.key.columns[0];
  if (!column || layout.key.columns.length > 1) return null;
  const collate = column.collation ? ` COLLATE ${column.collation}` : "";
  const above = shard.lo === NO_KEY ? "" : ` AND b${collate} > $5::${column.type}`;
  const { rows } = await connection.query(
    `SELECT (count(*) FILTER (WHERE b${collate} <= $3::${column.type})::float8 / nullif(count(*), 0)) AS share
       FROM (SELECT x::${column.type} AS b FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
               JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = r.relname AND s.inherited = (r.relkind = 'p')
              CROSS JOIN LATERAL unnest(s.histogram_bounds::text::text[]) AS x
              WHERE r.oid = to_regclass($1) AND s.attname = $2) AS bounds
      WHERE b${collate} <= $4::${column.type}${above}`,
    [
      quoteTableName(spec.table),
      column.name,
      leading(shard.pos),
      leading(shard.hi),
      ...(shard.lo === NO_KEY ? [] : [leading(shard.lo)]),
    ],
  );
  const share = rows[0]?.share;
  return typeof share === "number" ? share : null;
}

/**
 * Rows done of rows there are about. What the layout knew holds for a shard as it was laid out; of one that was split, or
 * of a tail, the planner says how much is left.
 */
async function byCount(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  shard: ShardCheckpoint,
): Promise<number> {
  const laidOut = layout.shards.find((it) => it.shardNo === shard.shardNo && it.lo === shard.lo && it.hi === shard.hi);
  const all = laidOut?.rowEstimate ?? shard.rowsScanned + (await plannedRows(connection, spec, layout, shard));
  return shard.rowsScanned / Math.max(all, shard.rowsScanned, 1);
}

async function plannedRows(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  { pos, hi }: ShardCheckpoint,
): Promise<number> {
  const params: unknown[] = [];
  const rest = where(boundsOf(key, "t", { lo: pos, hi }, params));
  const { rows } = await connection.query(
    `EXPLAIN (FORMAT JSON) SELECT FROM ${quoteTableName(spec.table)} t${rest}`,
    params,
  );
  const plan: unknown = JSON.parse(String(rows[0]?.["QUERY PLAN"]));
  const estimate: unknown = Array.isArray(plan) ? plan[0]?.Plan?.["Plan Rows"] : 0;
  return typeof estimate === "number" ? estimate : 0;
}
