import type { BackfillLayout, BackfillSpec, ShardCheckpoint } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { NO_KEY, partsOfKeyText } from "../key-text.ts";
import { readKey } from "./postgres-backfill-layout.ts";
import { keyAt } from "./postgres-backfill-sql.ts";

/** Only a finished shard shows 1. */
const ALMOST = 0.9999;

/** SQL that places a value of the type on a line, where the type has one. */
function placeOf(type: string): ((value: string) => string) | null {
  if (/^(?:smallint|integer|bigint|numeric)/.test(type)) return (value) => `${value}::numeric`;
  if (/^(?:date|timestamp)/.test(type)) return (value) => `extract(epoch FROM ${value})::numeric`;
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
    byCount(layout, shard);
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
  const first =
    shard.lo === NO_KEY
      ? await readKey(connection, keyAt(spec, layout.key, { lo: NO_KEY, hi: NO_KEY }, { offset: 0 }))
      : shard.lo;
  if (first === null) return null;
  const { rows } = await connection.query(
    `SELECT ((pos - lo) / nullif(hi - lo, 0))::float8 AS share
       FROM (SELECT ${place(`$1::${type}`)} AS lo, ${place(`$2::${type}`)} AS pos, ${place(`$3::${type}`)} AS hi) AS places`,
    [leading(first), leading(shard.pos), leading(shard.hi)],
  );
  const share = rows[0]?.share;
  return typeof share === "number" && Number.isFinite(share) ? share : null;
}

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
       FROM (SELECT x::${column.type} AS b FROM pg_stats s CROSS JOIN LATERAL unnest(s.histogram_bounds::text::text[]) AS x
              WHERE format('%I.%I', s.schemaname, s.tablename)::regclass = to_regclass($1) AND s.attname = $2) AS bounds
      WHERE b${collate} <= $4::${column.type}${above}`,
    [
      tableText(spec),
      column.name,
      leading(shard.pos),
      leading(shard.hi),
      ...(shard.lo === NO_KEY ? [] : [leading(shard.lo)]),
    ],
  );
  const share = rows[0]?.share;
  return typeof share === "number" ? share : null;
}

const tableText = ({ table }: BackfillSpec): string =>
  [table.schema, table.name].flatMap((it) => (it ? [`"${it.replaceAll('"', '""')}"`] : [])).join(".");

function byCount(layout: BackfillLayout, shard: ShardCheckpoint): number {
  const estimate = layout.shards.find((it) => it.shardNo === shard.shardNo)?.rowEstimate ?? 0;
  return shard.rowsScanned / Math.max(estimate, shard.rowsScanned, 1);
}
