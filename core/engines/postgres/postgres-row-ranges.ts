import type { Connection } from "../connection.ts";
import type { DataCheckLimits } from "../data-checks.ts";
import { quoteTableName } from "./postgres-names.ts";
import type { PostgresRows } from "./postgres-row-source.ts";

/** Rows that one query looks at: few enough that it is done in a moment, enough that queries are few. */
const ROWS_A_RANGE = 10_000;
const MOST_PAGES = 4_096;

/** Pages `[from, to)` of a table or partition. */
export interface PageRange {
  /** Quoted, with ONLY: children are ranges of their own. */
  readonly relation: string;
  readonly from: number;
  readonly to: number;
}
export interface RangePlan {
  readonly ranges: readonly PageRange[];
  readonly sampled: boolean;
  /** Rows as the server estimates them; `null`: never analyzed. */
  readonly rowEstimate: number | null;
  /** Partitions whose rows lie elsewhere. */
  readonly foreign: number;
}

interface Leaf {
  readonly relation: string;
  readonly kind: string;
  readonly pages: number;
  readonly rows: number | null;
  readonly rowsAPage: number;
}

/** All pages of a table with its partitions and children, or, where it is large, some of them spread over it. */
export async function planRanges(
  connection: Connection,
  { source, detail }: PostgresRows,
  limits: DataCheckLimits,
): Promise<RangePlan> {
  const { rows } = await connection.query(
    `WITH RECURSIVE own AS (SELECT to_regclass($1)::oid AS oid UNION SELECT i.inhrelid FROM pg_inherits i JOIN own ON i.inhparent = own.oid)
     SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, c.reltuples::float8 AS rows,
            (pg_relation_size(c.oid) / current_setting('block_size')::int)::int AS pages,
            pg_relation_size(c.oid)::float8 AS bytes, c.reltuples / nullif(c.relpages, 0) AS density
       FROM own JOIN pg_class c ON c.oid = own.oid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm', 'f') ORDER BY c.oid`,
    [quoteTableName(source.table)],
  );
  const leaves = rows.map(
    (row): Leaf => ({
      relation: `ONLY ${quoteTableName({ schema: String(row.schema), name: String(row.name) })}`,
      kind: String(row.kind),
      pages: Number(row.pages),
      rows: Number(row.rows) < 0 ? null : Number(row.rows),
      rowsAPage: Math.max(1, Number(row.density ?? 0) || 50),
    }),
  );
  const bytes = rows.reduce((sum, row) => sum + Number(row.bytes), 0);
  const own = leaves.filter((it) => it.kind !== "f");
  const all = own.flatMap(rangesOf);
  const sampled = bytes > limits.fullBytes;
  return {
    ranges: sampled ? spread(own, all, limits.sampleRows) : all,
    sampled: sampled || own.length < leaves.length,
    rowEstimate: detail.rowEstimate,
    foreign: leaves.length - own.length,
  };
}

function rangesOf({ relation, pages, rowsAPage }: Leaf): readonly PageRange[] {
  const size = Math.min(MOST_PAGES, Math.max(1, Math.ceil(ROWS_A_RANGE / rowsAPage)));
  return Array.from({ length: Math.ceil(pages / size) }, (_, at) => ({
    relation,
    from: at * size,
    to: Math.min(pages, (at + 1) * size),
  }));
}

/** The first, the last, and some between: a table's ends are its oldest and newest rows. */
function spread(leaves: readonly Leaf[], all: readonly PageRange[], sampleRows: number): readonly PageRange[] {
  const rows = leaves.reduce((sum, it) => sum + it.pages * it.rowsAPage, 0);
  const wanted = Math.max(2, Math.ceil((all.length * sampleRows) / Math.max(rows, 1)));
  if (wanted >= all.length) return all;
  const step = (all.length - 1) / (wanted - 1);
  return Array.from({ length: wanted }, (_, at) => all[Math.round(at * step)]).flatMap((it) => it ?? []);
}
