import type { BackfillLayout, BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { nextPage } from "./postgres-backfill-page.ts";
import { keyAt, type Range, type Sql, updateIn } from "./postgres-backfill-sql.ts";
import type { Measured } from "./postgres-dry-run-totals.ts";
import { quoteTableName } from "./postgres-names.ts";
import { beginWrite } from "./postgres-shard-transaction.ts";
import { isNode, listOf, type Node } from "./postgres-syntax.ts";
import { withDeadline } from "./postgres-transaction.ts";

const DEADLINE_MS = 20_000;

/** Runs `work` as a batch runs, and takes everything back whatever it did. */
export async function rolledBack<T>(connection: Connection, spec: BackfillSpec, work: () => Promise<T>): Promise<T> {
  return await withDeadline(connection, DEADLINE_MS, async () => {
    try {
      await connection.query(beginWrite(connection, spec));
      return await work();
    } finally {
      await connection.query("ROLLBACK").catch(() => connection.close());
    }
  });
}

/** The page query and the data statement of one batch, timed, with what they wrote and locked. */
export async function measureInPlace(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  range: Range,
  rows: number,
): Promise<Measured> {
  return await rolledBack(connection, spec, async () => {
    const startedAt = performance.now();
    const page = await nextPage(connection, spec, layout, range, rows);
    const bounds = { lo: range.lo, hi: page.to };
    const update = await analyze(connection, updateIn(spec, layout, bounds));
    const ms = performance.now() - startedAt;
    const facts = await factsOf(connection, quoteTableName(spec.table));
    return { range: bounds, rows: page.scanned, ...update, ms, locks: facts.locks, hotShare: facts.hotShare };
  });
}

/** Executes with the server's own account: WAL of this statement alone, which the server-wide position is not. */
export async function analyze(
  connection: Connection,
  { text, params }: Sql,
): Promise<{ readonly changed: number; readonly walBytes: number }> {
  const { rows } = await connection.query(`EXPLAIN (ANALYZE, WAL, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`, params);
  const parsed: unknown = JSON.parse(String(rows[0]?.["QUERY PLAN"]));
  const [top] = Array.isArray(parsed) ? parsed : [];
  const plan = isNode(top) && isNode(top.Plan) ? top.Plan : {};
  return { changed: rowsBelow(plan), walBytes: Number(plan["WAL Bytes"] ?? 0) };
}

/** An UPDATE returns no rows; those that it was given are those that it changed. */
const rowsBelow = (plan: Node): number =>
  listOf(plan, "Plans").reduce<number>(
    (sum, it) =>
      sum +
      (isNode(it) && it["Parent Relationship"] === "Outer"
        ? Number(it["Actual Rows"]) * Number(it["Actual Loops"] ?? 1)
        : 0),
    0,
  );

/** Locks of this transaction on the table and its partitions, and how many of its updates were HOT. */
export async function factsOf(
  connection: Connection,
  table: string,
): Promise<{ readonly locks: readonly string[]; readonly hotShare: number }> {
  const { rows } = await connection.query(
    `WITH own AS MATERIALIZED (SELECT to_regclass($1) AS relid UNION SELECT relid FROM pg_partition_tree(to_regclass($1)))
     SELECT array(SELECT DISTINCT mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation IN (SELECT relid FROM own) AND mode <> 'AccessShareLock') AS locks,
            (SELECT coalesce(sum(pg_stat_get_xact_tuples_hot_updated(relid))::float8 / nullif(sum(pg_stat_get_xact_tuples_updated(relid)), 0), 1) FROM own) AS hot`,
    [table],
  );
  const locks = rows[0]?.locks;
  return { locks: Array.isArray(locks) ? locks.map(String) : [], hotShare: Number(rows[0]?.hot ?? 1) };
}

/** The server's plans of a batch: how the end of the page is found, and how its rows are, where the columns are there. */
export async function planOf(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  { range, rows, isThere }: { readonly range: Range; readonly rows: number; readonly isThere: boolean },
): Promise<readonly string[]> {
  const page =
    layout.key.kind === "address"
      ? []
      : [{ title: "End of a batch:", sql: keyAt(spec, layout.key, range, { offset: rows - 1 }) }];
  const update = isThere ? [{ title: "Rows of a batch:", sql: updateIn(spec, layout, range) }] : [];
  return await rolledBack(connection, spec, () => planLines(connection, [...page, ...update]));
}

export async function planLines(
  connection: Connection,
  parts: readonly { readonly title: string; readonly sql: Sql }[],
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { title, sql } of parts) {
    const { rows } = await connection.query(`EXPLAIN ${sql.text}`, sql.params);
    lines.push(title, ...rows.map((row) => `  ${String(row["QUERY PLAN"])}`));
  }
  return lines;
}
