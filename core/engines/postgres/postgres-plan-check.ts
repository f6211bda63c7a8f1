import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey, BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { keyTextOf } from "../key-text.ts";
import { keyAt, type Range, type Sql, updateIn } from "./postgres-backfill-sql.ts";
import { quoteTableName } from "./postgres-names.ts";
import { isNode, listOf, type Node, textOf } from "./postgres-syntax.ts";
import { inTransaction } from "./postgres-transaction.ts";

/** What a batch tells the planner; nothing is executed but the search for the end of a page. */
const AS_A_BATCH =
  "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '10s'; SET LOCAL plan_cache_mode = 'force_custom_plan'; SET LOCAL enable_seqscan = off";
/** Rows of the batch that is planned. */
const ROWS = 1_000;
/** In a table of so few rows no plan reads much. */
const SMALL_TABLE = 20_000;
/** A sort of about a page is no harm; one of a whole range is. */
const MOST_SORTED = 20 * ROWS;

/**
 * Asks the server how it would find the rows of a batch in the middle of the table, with real bounds and a batch's
 * settings. Done before the first batch: one that reads the whole table each time would never end.
 * @throws DomainError `invalid-plan` with the node that does.
 */
export async function checkPlans(
  connection: Connection,
  spec: BackfillSpec,
  layout: Pick<BackfillLayout, "key" | "targets" | "shards" | "rowEstimate">,
): Promise<void> {
  if (layout.rowEstimate !== null && layout.rowEstimate < SMALL_TABLE) return;
  const real = layout.shards.filter((shard) => shard.lo !== shard.hi);
  const middle = real[Math.floor(real.length / 2)];
  if (!middle) return;
  await inTransaction(
    connection,
    async () => {
      const names = await relationsOf(connection, spec);
      let lo: KeyText | null = middle.lo;
      // Two pages: the first of a table has no lower bound.
      for (let page = 0; page < 2 && lo !== null && lo !== middle.hi; page++) {
        lo = await checkPage(connection, spec, layout, { names, range: { lo, hi: middle.hi } });
      }
    },
    AS_A_BATCH,
  );
}

/** Answers the page's last key, `null` where the range ends before it. */
async function checkPage(
  connection: Connection,
  spec: BackfillSpec,
  layout: Pick<BackfillLayout, "key" | "targets">,
  { names, range }: { readonly names: ReadonlySet<string>; readonly range: Range },
): Promise<KeyText | null> {
  const { key } = layout;
  const isAddress = key.kind === "address";
  const next = keyAt(spec, key, range, { offset: ROWS - 1 });
  if (!isAddress) await checkOne(connection, spec, key, { names, sql: next, what: "the end of a batch" });
  const end = isAddress ? SOME_BLOCKS : await firstKey(connection, next);
  const update = updateIn(spec, layout, { lo: range.lo, hi: end ?? range.hi });
  await checkOne(connection, spec, key, { names, sql: update, what: "the rows of a batch" });
  return isAddress ? null : end;
}
const SOME_BLOCKS = keyTextOf(["(10,0)"]);

async function firstKey(connection: Connection, { text, params }: Sql): Promise<KeyText | null> {
  const { rows } = await connection.query(text, params);
  return rows[0] ? keyTextOf(Object.values(rows[0]).map(String)) : null;
}

/** The table and its partitions, by which the planner names what it scans. */
async function relationsOf(connection: Connection, { table }: BackfillSpec): Promise<ReadonlySet<string>> {
  const { rows } = await connection.query(
    "SELECT relname FROM pg_class WHERE oid = to_regclass($1) OR oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1)))",
    [quoteTableName(table)],
  );
  return new Set(rows.map((row) => String(row.relname)));
}

async function checkOne(
  connection: Connection,
  spec: BackfillSpec,
  key: BackfillKey,
  { names, sql, what }: { readonly names: ReadonlySet<string>; readonly sql: Sql; readonly what: string },
): Promise<void> {
  const { rows } = await connection.query(`EXPLAIN (FORMAT JSON) ${sql.text}`, sql.params);
  const plan: unknown = JSON.parse(String(rows[0]?.["QUERY PLAN"]));
  const [top] = Array.isArray(plan) ? plan : [];
  const problem = isNode(top) ? problemIn(top.Plan, key, names) : "a plan that cannot be read";
  if (problem === null) return;
  throw new DomainError(
    "invalid-plan",
    `PostgreSQL would find ${what} of ${quoteTableName(spec.table)} by ${problem}, and so read far more than the batch, each time. Its key (${key.source}) should bound the search: run ANALYZE, or write the filter so that it does not draw the planner to another index, such as kind + 0 = 5 for kind = 5.`,
  );
}

function problemIn(plan: unknown, key: BackfillKey, names: ReadonlySet<string>): string | null {
  if (!isNode(plan)) return null;
  return (
    problemOf(plan, key, names) ??
    listOf(plan, "Plans")
      .map((it) => problemIn(it, key, names))
      .find(Boolean) ??
    null
  );
}

function problemOf(node: Node, key: BackfillKey, names: ReadonlySet<string>): string | null {
  const type = textOf(node, "Node Type") ?? "";
  if (/Sort$/.test(type) && Number(node["Plan Rows"]) > MOST_SORTED)
    return `a sort of ${String(node["Plan Rows"])} rows`;
  const relation = textOf(node, "Relation Name");
  if (relation === null || !names.has(relation) || !/Scan$/.test(type)) return null;
  const conditions = ["Index Cond", "Recheck Cond", "TID Cond"].flatMap((it) => textOf(node, it) ?? []);
  const leading = key.columns[0]?.name ?? "";
  return conditions.some((it) => mentions(it, leading))
    ? null
    : `a ${type.toLowerCase()} of ${relation} without a bound of the key`;
}

/** As the server prints a name: quoted where it has to be. */
function mentions(condition: string, column: string): boolean {
  if (condition.includes(`"${column.replaceAll('"', '""')}"`)) return true;
  const at = condition.split(column);
  return at.some(
    (before, index) => index < at.length - 1 && !/[\w$"]$/.test(before) && !/^[\w$"]/.test(at[index + 1] ?? ""),
  );
}
