import type { Connection } from "../connection.ts";
import type { LookedRows } from "../data-check-answer.ts";
import { type DataCheckLimits, MOST_SAMPLES } from "../data-checks.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { quoteTableName } from "./sqlite-names.ts";
import { type RowProblem, shownOf } from "./sqlite-row-problem.ts";
import { KEY, rowsSql, SHOWN, type SqliteRows } from "./sqlite-row-source.ts";

const ROWS_A_RANGE = 10_000;
/** So many rows that raise an error are counted: each costs a few queries. */
const MOST_ERRORS = 200;

/** Rows by their address, both ends inclusive; `null`: all of them. */
export type RowidRange = { readonly from: bigint; readonly to: bigint } | null;

const rowidOf = (value: unknown): bigint => BigInt(String(value ?? 0));

/** All rows in ranges of a moment's work, or, where the table is large, some ranges spread over it. */
export async function planRanges(
  connection: Connection,
  rows: SqliteRows,
  limits: DataCheckLimits,
): Promise<{ readonly ranges: readonly RowidRange[]; readonly sampled: boolean }> {
  const { detail, rowid } = rows;
  // The size is not told of tables in a large file.
  const sampled = detail.bytes === null || detail.bytes > limits.fullBytes;
  if (rowid === null) return { ranges: [null], sampled: false };
  const table = quoteTableName({ name: detail.name });
  const ends = await connection.query(`SELECT min(${rowid}) AS low, max(${rowid}) AS high FROM ${table}`);
  if (ends.rows[0]?.low == null) return { ranges: [], sampled: false };
  const [low, high] = [rowidOf(ends.rows[0].low), rowidOf(ends.rows[0].high)];
  const count = sampled ? BigInt(Math.max(2, Math.ceil(limits.sampleRows / ROWS_A_RANGE))) : 0n;
  const size = sampled ? Math.ceil(limits.sampleRows / Number(count)) : ROWS_A_RANGE;
  const ranges: RowidRange[] = [];
  for (let from = low, at = 1n; from <= high; at += 1n) {
    const end = await connection.query(
      `SELECT max(r) AS r FROM (SELECT ${rowid} AS r FROM ${table} WHERE ${rowid} >= ? ORDER BY ${rowid} LIMIT ${size})`,
      [from],
    );
    const to = end.rows[0]?.r == null ? high : rowidOf(end.rows[0].r);
    ranges.push({ from, to });
    const next = sampled ? low + ((high - low) * at) / count : to + 1n;
    from = next > to ? next : to + 1n;
    if (sampled && at >= count) break;
  }
  return { ranges, sampled };
}

interface Tally {
  rows: number;
  offending: number;
  errors: number;
  samples: { readonly key: string; readonly value: string | null }[];
  firstError: string | null;
}

/** Looks at ranges one after another; one in which a row raises an error is halved until that row is found. */
export async function walkRows(
  connection: Connection,
  problem: RowProblem,
  ranges: readonly RowidRange[],
  deadline: number,
): Promise<Omit<LookedRows, "sampled" | "breaks" | "offence">> {
  const tally: Tally = { rows: 0, offending: 0, errors: 0, samples: [], firstError: null };
  const open = [...ranges].reverse();
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    if (performance.now() > deadline || tally.errors >= MOST_ERRORS)
      return { ...tally, isWhole: false, why: whyOf(tally) };
    try {
      await lookAt(connection, problem, range, tally);
    } catch (error) {
      if (sqliteErrors.classify(error) !== "poison" || range === null) throw error;
      if (range.from < range.to) open.push(...halvesOf(range));
      else await countFailed(connection, problem, range, tally, error);
    }
  }
  return { ...tally, isWhole: true, why: whyOf(tally) };
}

const whyOf = ({ errors, firstError }: Tally): string | null =>
  firstError === null ? null : `${errors === 1 ? "One row raises" : `${errors} rows raise`}: ${firstError}.`;

function halvesOf({ from, to }: NonNullable<RowidRange>): readonly RowidRange[] {
  const middle = from + (to - from) / 2n;
  // The lower half is looked at first.
  return [
    { from: middle + 1n, to },
    { from, to: middle },
  ];
}

const boundsOf = ({ alias, rowid }: SqliteRows, range: RowidRange): string | null =>
  range === null || rowid === null ? null : `${alias}.${rowid} BETWEEN ${range.from} AND ${range.to}`;

/** One range in one query. */
export function rangeSql(problem: RowProblem, range: RowidRange): string {
  const from = rowsSql(problem.rows, { where: boundsOf(problem.rows, range), shown: problem.shown });
  return `SELECT count(*) AS n, count(q.problem) AS bad,
  (json_group_array(json_array(q.${KEY}, ${shownOf(problem)})) FILTER (WHERE q.problem IS NOT NULL AND q.place <= ${MOST_SAMPLES})) AS samples
  FROM (SELECT p.*, count(p.problem) OVER (ROWS UNBOUNDED PRECEDING) AS place
          FROM (SELECT ${problem.problem} AS problem, ${KEY}, ${SHOWN} FROM ${from}) AS p) AS q`;
}

async function lookAt(connection: Connection, problem: RowProblem, range: RowidRange, tally: Tally): Promise<void> {
  const { rows } = await connection.query(rangeSql(problem, range));
  const [row] = rows;
  tally.rows += Number(row?.n ?? 0);
  tally.offending += Number(row?.bad ?? 0);
  const found: unknown = JSON.parse(String(row?.samples ?? "[]"));
  for (const pair of Array.isArray(found) ? found : []) {
    const [key, value] = Array.isArray(pair) ? pair : [];
    if (tally.samples.length < MOST_SAMPLES)
      tally.samples.push({ key: String(key), value: typeof value === "string" && value !== "" ? value : null });
  }
}

async function countFailed(
  connection: Connection,
  problem: RowProblem,
  range: RowidRange,
  tally: Tally,
  error: unknown,
): Promise<void> {
  const { code, message } = sqliteErrors.describe(error);
  const bare = { ...problem.rows, source: { ...problem.rows.source, layers: [] } };
  const from = rowsSql(bare, { where: boundsOf(bare, range), shown: problem.shown });
  const { rows } = await connection.query(`SELECT ${KEY} AS k, ${SHOWN} AS v FROM ${from}`);
  tally.rows += 1;
  tally.offending += 1;
  tally.errors += 1;
  tally.firstError ??= `${message} (${code})`;
  const [row] = rows;
  if (tally.samples.length < MOST_SAMPLES)
    tally.samples.push({ key: String(row?.k ?? "a row"), value: row?.v == null ? null : String(row.v) });
}
