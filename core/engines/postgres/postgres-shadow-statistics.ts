import type { Connection, Row } from "../connection.ts";
import { quoteTableName } from "./postgres-names.ts";
import type { ScratchDatabase } from "./postgres-shadow-place.ts";

/** What the planner knows of the target's tables. Holds values of columns: it goes into the shadow and nowhere else. */
export interface CopiedStatistics {
  readonly tables: readonly Row[];
  readonly columns: readonly Row[];
}

const RESTORES_SINCE = 180_000;

const TABLES = `
  SELECT n.nspname AS schema, c.relname AS name, c.reltuples::float8 AS rows FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.reltuples >= 0 AND (c.oid = ANY ($1::oid[]) OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ANY ($1::oid[]))) AND c.relkind IN ('r', 'm', 'i')`;
const COLUMNS = `
  SELECT s.schemaname AS schema, s.tablename AS name, s.attname AS col, s.null_frac::float8 AS null_frac, s.avg_width, s.n_distinct::float8 AS n_distinct,
         s.most_common_vals::text AS common, s.most_common_freqs::text AS freqs, s.histogram_bounds::text AS bounds, s.correlation::float8 AS correlation
    FROM pg_stats s WHERE NOT s.inherited AND format('%I.%I', s.schemaname, s.tablename)::regclass::oid = ANY ($1::oid[])`;

export async function readStatistics(target: Connection, oids: readonly string[]): Promise<CopiedStatistics> {
  const tables = await target.query(TABLES, [oids]);
  const columns = await target.query(COLUMNS, [oids]);
  return { tables: tables.rows, columns: columns.rows };
}

/**
 * Makes the planner believe the target's row counts. It multiplies the density by the real size of the file, so the
 * density is what is set. Answers what it could not copy.
 */
export async function applyStatistics(
  scratch: ScratchDatabase,
  shadow: Connection,
  { tables, columns }: CopiedStatistics,
): Promise<readonly string[]> {
  if (scratch.version >= RESTORES_SINCE) {
    await restore(shadow, tables, columns);
    return [];
  }
  try {
    await scratch.asAdmin(async (admin) => {
      for (const { schema, name, rows } of tables) {
        await admin.query(
          "UPDATE pg_class SET reltuples = $2::float4, relpages = greatest(1, pg_relation_size(oid) / current_setting('block_size')::int) WHERE oid = to_regclass($1)",
          [quoteTableName({ schema: String(schema), name: String(name) }), rows],
        );
      }
    });
    return [
      "Row counts are the target's, the spread of values is that of made-up rows: only a shadow on PostgreSQL 18 takes all statistics.",
    ];
  } catch {
    return [
      "The scratch server's user may not write statistics (it is no superuser): plans after are those of the made-up rows.",
    ];
  }
}

async function restore(shadow: Connection, tables: readonly Row[], columns: readonly Row[]): Promise<void> {
  const quietly = (sql: string, params: readonly unknown[]) => shadow.query(sql, params).catch(() => undefined);
  for (const { schema, name, rows } of tables) {
    await quietly(
      `SELECT pg_restore_relation_stats('schemaname', $1::text, 'relname', $2::text, 'reltuples', $3::real,
                'relpages', greatest(1, pg_relation_size(to_regclass($4)) / current_setting('block_size')::int)::int)`,
      [schema, name, rows, quoteTableName({ schema: String(schema), name: String(name) })],
    );
  }
  for (const it of columns) {
    // A column that the plan has dropped or retyped takes none.
    await quietly(
      `SELECT pg_restore_attribute_stats('schemaname', $1::text, 'relname', $2::text, 'attname', $3::text, 'inherited', false,
                'null_frac', $4::real, 'avg_width', $5::int, 'n_distinct', $6::real, 'most_common_vals', $7::text, 'most_common_freqs', $8::real[],
                'histogram_bounds', $9::text, 'correlation', $10::real)`,
      [
        it.schema,
        it.name,
        it.col,
        it.null_frac,
        it.avg_width,
        it.n_distinct,
        it.common,
        it.freqs,
        it.bounds,
        it.correlation,
      ],
    );
  }
}
