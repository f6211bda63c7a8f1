import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import type { DryRun, DryRunRange, DryRunResult } from "../dry-run.ts";
import { NO_KEY } from "../key-text.ts";
import { layOut, layOutUnplanned, updateSql } from "./sqlite-backfill-layout.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { keyOf, orderByKey, rangeOf, renderedKey } from "./sqlite-key.ts";
import { quoteName, quoteTableName, sameName } from "./sqlite-names.ts";

/** Writers wait while a range is measured: a few milliseconds at this many rows. */
const MOST_ROWS = 500;

type Request = Parameters<DryRun["run"]>[2];

interface Sample {
  readonly layout: BackfillLayout;
  /** Columns that are added in each transaction, and go with it. */
  readonly adding: readonly string[];
}

interface Measured extends DryRunRange {
  readonly problem: string | null;
}

/** Each range in a write transaction of its own, rolled back at once; columns still missing are added in it. */
export const sqliteDryRun: DryRun = {
  async run(connection, spec, request) {
    const sample = await prepare(connection, spec, request);
    const measured: Measured[] = [];
    for (const from of await startsOf(connection, spec, sample.layout, request)) {
      const found = await rolledBack(connection, sample, () => measure(connection, spec, sample.layout, from, request));
      if (found.rows > 0 || found.problem !== null) measured.push(found);
    }
    const plan = await rolledBack(connection, sample, () => planLines(connection, spec, sample.layout));
    return resultOf(spec, sample, measured, plan);
  },
};

/** The layout of the backfill itself, or of one that changes nothing where its columns are not there yet. */
async function prepare(connection: Connection, spec: BackfillSpec, { added }: Request): Promise<Sample> {
  const { rows } = await connection.query("SELECT name FROM pragma_table_xinfo(?)", [spec.table.name]);
  const names = rows.map((row) => String(row.name));
  const missing = Object.keys(spec.set).filter((name) => names.length > 0 && !names.some((it) => sameName(it, name)));
  if (missing.length === 0) return { layout: await layOut(connection, spec, { shards: 1 }), adding: [] };
  const table = quoteTableName(spec.table);
  const untold = missing.filter((name) => added[name] === undefined);
  if (untold.length > 0) {
    throw new DomainError(
      "invalid-plan",
      `${table} has no column ${untold.join(", ")}, and no step of the plan adds it with a type that can be read. Nothing was run.`,
    );
  }
  const adding = missing.map((name) => `ALTER TABLE ${table} ADD COLUMN ${quoteName(name)} ${added[name] ?? ""}`);
  return { layout: await layOutUnplanned(connection, spec), adding };
}

async function rolledBack<T>(
  connection: Connection,
  { adding }: Pick<Sample, "adding">,
  work: () => Promise<T>,
): Promise<T> {
  await connection.query("BEGIN IMMEDIATE");
  try {
    for (const statement of adding) await connection.query(statement);
    return await work();
  } finally {
    // Some errors have ended the transaction already; a session that cannot end it is of no more use.
    await connection.query("ROLLBACK").catch(async (error: unknown) => {
      if (!/no transaction is active/.test(sqliteErrors.describe(error).message)) await connection.close();
    });
  }
}

const rowsOf = ({ rows }: Request): number => Math.min(rows, MOST_ROWS);

/** Places spread over the table in steps along its key. */
async function startsOf(
  connection: Connection,
  spec: BackfillSpec,
  { key, rowEstimate }: BackfillLayout,
  request: Request,
): Promise<readonly KeyText[]> {
  const step = Math.max(rowsOf(request), Math.floor((rowEstimate ?? 0) / request.ranges));
  const starts: KeyText[] = [NO_KEY];
  for (let at = 1; at < request.ranges; at++) {
    const { rows } = await connection.query(
      `SELECT ${renderedKey(key)} FROM ${quoteTableName(spec.table)} AS t ORDER BY ${orderByKey(key)} LIMIT 1 OFFSET ?`,
      [at * step - 1],
    );
    if (!rows[0]) break;
    starts.push(keyOf(key, rows[0]));
  }
  return starts;
}

async function measure(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  from: KeyText,
  request: Request,
): Promise<Measured> {
  const startedAt = performance.now();
  const { sql, params } = rangeOf(key, from, NO_KEY);
  const page = await connection.query(
    `SELECT ${renderedKey(key)} FROM ${quoteTableName(spec.table)} AS t WHERE ${sql} ORDER BY ${orderByKey(key)} LIMIT ?`,
    [...params, rowsOf(request)],
  );
  const last = page.rows.at(-1);
  const to = last ? keyOf(key, last) : from;
  const range = rangeOf(key, from, to);
  const basis = { from, to, rows: page.rows.length, walBytes: null };
  try {
    const changed = last ? (await connection.query(updateSql(spec, range.sql), range.params)).rowCount : 0;
    return { ...basis, changed, ms: performance.now() - startedAt, problem: null };
  } catch (error) {
    if (sqliteErrors.classify(error) !== "poison") throw error;
    const { code, message } = sqliteErrors.describe(error);
    const problem = `In the range ${from} to ${to} a row cannot be written, and would be set aside: ${message} (${code}).`;
    return { ...basis, rows: 0, changed: 0, ms: 0, problem };
  }
}

async function planLines(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
): Promise<readonly string[]> {
  const bound = JSON.stringify(key.columns.map(() => "0"));
  const range = rangeOf(key, bound, bound);
  const { rows } = await connection.query(`EXPLAIN QUERY PLAN ${updateSql(spec, range.sql)}`, range.params);
  return rows.map((row) => String(row.detail));
}

const round = (value: number): number => Math.round(value * 10) / 10;

function resultOf(
  spec: BackfillSpec,
  { layout, adding }: Sample,
  measured: readonly Measured[],
  plan: readonly string[],
): DryRunResult {
  const { key, rowEstimate } = layout;
  const bound = JSON.stringify(key.columns.map(() => "0"));
  const rates = measured.filter((it) => it.rows > 0).map((it) => (it.rows * 1000) / Math.max(it.ms, 0.1));
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const added = `Columns that are not there yet were added in each transaction and rolled back with it.`;
  return {
    where: "in place",
    key: `${key.source} (${key.columns.map((it) => it.name).join(", ")})`,
    statement: updateSql(spec, rangeOf(key, bound, bound).sql),
    plan,
    ranges: measured.map(({ problem: _, ...range }) => range),
    rowEstimate,
    rowsPerSecond: rates.length === 0 ? null : { low: Math.round(low), high: Math.round(high) },
    walBytesPerRow: null,
    locks: ["the file's write lock"],
    longestMs: round(Math.max(0, ...measured.map((it) => it.ms))),
    seconds:
      rates.length === 0 || rowEstimate === null
        ? null
        : { low: round(rowEstimate / high), high: round(rowEstimate / low) },
    diskBytes: null,
    walBytes: null,
    warnings: [
      ...(adding.length > 0 ? [added] : []),
      ...(measured.length === 0 ? ["The table is empty: there was nothing to measure."] : []),
      ...measured.flatMap((it) => it.problem ?? []),
    ],
  };
}
