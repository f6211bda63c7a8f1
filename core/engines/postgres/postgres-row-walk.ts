import type { Connection, Row } from "../connection.ts";
import { MOST_SAMPLES } from "../data-checks.ts";
import { eachRow, type RowTally } from "./postgres-each-row.ts";
import { postgresErrors } from "./postgres-errors.ts";
import type { RowProblem } from "./postgres-row-problem.ts";
import { shownOf } from "./postgres-row-problem.ts";
import type { PageRange } from "./postgres-row-ranges.ts";
import { KEY, rowsSql, SHOWN } from "./postgres-row-source.ts";

export interface Walked extends RowTally {
  /** Whether the time was enough for all ranges. */
  readonly isWhole: boolean;
}

export const NO_ROWS: RowTally = { rows: 0, offending: 0, errors: 0, samples: [], firstError: null };

/**
 * Looks at ranges one after another inside the transaction that is open. A range with a row whose evaluation fails is
 * looked at again row by row, so that every such row counts. Stops at the deadline.
 */
export async function walkRows(
  connection: Connection,
  problem: RowProblem,
  ranges: readonly PageRange[],
  deadline: number,
): Promise<Walked> {
  await connection.query("SAVEPOINT sluice_look");
  let total = NO_ROWS;
  for (const range of ranges) {
    const left = Math.floor(deadline - performance.now());
    if (left <= 0) return { ...total, isWhole: false };
    await connection.query(`SET LOCAL statement_timeout = ${Math.max(1, left)}`);
    try {
      total = added(total, await lookAt(connection, problem, range, total));
    } catch (error) {
      if (postgresErrors.classify(error) !== "too-slow") throw error;
      await connection.query("ROLLBACK TO SAVEPOINT sluice_look");
      return { ...total, isWhole: false };
    }
  }
  return { ...total, isWhole: true };
}

async function lookAt(
  connection: Connection,
  problem: RowProblem,
  range: PageRange,
  { samples }: RowTally,
): Promise<RowTally> {
  try {
    const { rows } = await connection.query(rangeSql(problem, range, samples.length < MOST_SAMPLES));
    return tallyOf(rows[0]);
  } catch (error) {
    if (postgresErrors.classify(error) !== "poison") throw error;
    await connection.query("ROLLBACK TO SAVEPOINT sluice_look");
    return await eachRow(connection, problem, range);
  }
}

const pagesOf = ({ rows }: RowProblem, { from, to }: PageRange): string =>
  `${rows.alias}.ctid >= '(${from},0)'::tid AND ${rows.alias}.ctid < '(${to},0)'::tid`;

/** One range in one query: how many rows, how many of them break the rule, and a few of these. */
export function rangeSql(problem: RowProblem, range: PageRange, withSamples: boolean): string {
  const from = rowsSql(problem.rows, {
    from: range.relation,
    where: pagesOf(problem, range),
    shown: problem.shown,
  });
  const sample = withSamples
    ? `, array_to_json((array_agg(json_build_array(q.${KEY}, ${shownOf(problem)})) FILTER (WHERE q.problem IS NOT NULL))[1:${MOST_SAMPLES}])::text AS samples`
    : "";
  return `SELECT count(*)::text AS n, count(q.problem)::text AS bad${sample}
  FROM (SELECT ${problem.problem} AS problem, ${KEY}, ${SHOWN} FROM ${from}) AS q`;
}

function tallyOf(row: Row | undefined): RowTally {
  return {
    rows: Number(row?.n ?? 0),
    offending: Number(row?.bad ?? 0),
    errors: 0,
    samples: samplesOf(row?.samples),
    firstError: null,
  };
}

/** Pairs of key and value, written by `json_build_array`. */
export function samplesOf(json: unknown): RowTally["samples"] {
  const parsed: unknown = typeof json === "string" ? JSON.parse(json) : null;
  if (!Array.isArray(parsed)) return [];
  return parsed.map((pair: unknown) => {
    const [key, value] = Array.isArray(pair) ? pair : [];
    return { key: String(key), value: typeof value === "string" && value !== "" ? value : null };
  });
}

const added = (a: RowTally, b: RowTally): RowTally => ({
  rows: a.rows + b.rows,
  offending: a.offending + b.offending,
  errors: a.errors + b.errors,
  samples: [...a.samples, ...b.samples].slice(0, MOST_SAMPLES),
  firstError: a.firstError ?? b.firstError,
});
