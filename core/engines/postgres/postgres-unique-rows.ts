import type { Connection } from "../connection.ts";
import { type DataCheckLimits, MOST_SAMPLES } from "../data-checks.ts";
import type { RowRule } from "../row-rule.ts";
import { inParentheses } from "./postgres-names.ts";
import type { RangePlan } from "./postgres-row-ranges.ts";
import { KEY, type PostgresRows, rowsSql, wholeTable } from "./postgres-row-source.ts";

type Unique = Extract<RowRule, { kind: "unique" }>;

export interface Duplicates {
  readonly rows: number;
  /** Rows that share their key with another one. */
  readonly offending: number;
  readonly groups: number;
  readonly samples: readonly { readonly key: string; readonly value: string | null }[];
}

/** A valid unique index over some of the columns proves that all of them together are unique. */
export function provedBy({ parts, nullsDistinct }: Unique, { detail, source }: PostgresRows): string | null {
  const touched = new Set(source.layers.flatMap((it) => [...Object.keys(it.set), ...it.gone]));
  const named = new Set(parts.flatMap((it) => it.column ?? []));
  const found = detail.indexes.find(
    (index) =>
      index.unique &&
      index.valid &&
      !index.partial &&
      index.columns.length > 0 &&
      index.columns.every((column) => column !== null && named.has(column) && !touched.has(column)) &&
      // A NULL is no duplicate to the old index; to a new one that counts NULLs it may be.
      (nullsDistinct ||
        index.columns.every((column) => detail.columns.some((it) => it.name === column && !it.nullable))),
  );
  return found?.name ?? null;
}

/** The query that counts; a large table's rows are picked by the server. */
export function duplicatesSql(
  rule: Unique,
  rows: PostgresRows,
  { sampled, rowEstimate }: RangePlan,
  limits: DataCheckLimits,
): string {
  return `SELECT coalesce(sum(g.n), 0)::text AS n, coalesce(sum(g.n) FILTER (WHERE g.n > 1), 0)::text AS bad, count(*) FILTER (WHERE g.n > 1) AS groups
  FROM (SELECT count(*) AS n ${grouped(rule, rows, sampled ? shareOf(rowEstimate, limits) : null)}) AS g`;
}

function grouped({ parts, where, nullsDistinct }: Unique, rows: PostgresRows, percent: string | null): string {
  const from = rowsSql(rows, { from: wholeTable(rows), where: null, shown: parts.map((it) => it.sql), percent });
  const keys = parts.map(({ sql }) => inParentheses(sql));
  const conditions = [
    ...(where === null ? [] : [inParentheses(where)]),
    ...(nullsDistinct ? keys.map((key) => `${key} IS NOT NULL`) : []),
  ];
  const filter = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  return `FROM ${from}${filter} GROUP BY ${keys.join(", ")}`;
}

const shareOf = (rowEstimate: number | null, { sampleRows }: DataCheckLimits): string =>
  Math.min(100, Math.max(0.001, (100 * sampleRows) / Math.max(rowEstimate ?? 1_000_000_000, 1))).toFixed(4);

export async function countDuplicates(
  connection: Connection,
  rule: Unique,
  rows: PostgresRows,
  plan: RangePlan,
  limits: DataCheckLimits,
): Promise<Duplicates> {
  const counted = await connection.query(duplicatesSql(rule, rows, plan, limits));
  const [row] = counted.rows;
  const groups = Number(row?.groups ?? 0);
  const percent = plan.sampled ? shareOf(plan.rowEstimate, limits) : null;
  const samples = groups > 0 ? await groupsOf(connection, rule, rows, percent) : [];
  return { rows: Number(row?.n ?? 0), offending: Number(row?.bad ?? 0), groups, samples };
}

async function groupsOf(
  connection: Connection,
  rule: Unique,
  rows: PostgresRows,
  percent: string | null,
): Promise<Duplicates["samples"]> {
  const value = rule.parts
    .map(({ sql }) => `coalesce(left(${inParentheses(sql)}::text, 40), 'NULL')`)
    .join(" || ', ' || ");
  const { rows: found } = await connection.query(
    `SELECT array_to_string((array_agg(${KEY}))[1:3], '; ') || CASE WHEN count(*) > 3 THEN '; …' ELSE '' END AS keys, ${value} AS value, count(*)::text AS n
       ${grouped(rule, rows, percent)} HAVING count(*) > 1 LIMIT ${MOST_SAMPLES}`,
  );
  return found.map((it) => ({ key: String(it.keys), value: `${String(it.value)} (${String(it.n)} rows)` }));
}
