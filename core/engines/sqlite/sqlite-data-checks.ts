import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import {
  type AnswerBasis,
  type DataCheckAnswer,
  type LookedKeys,
  notKnown,
  proved,
  rowsAnswer,
  uniqueAnswer,
} from "../data-check-answer.ts";
import { type DataCheckLimits, type DataChecks, type DataQuestion, MOST_SAMPLES } from "../data-checks.ts";
import { layerOfUpdate } from "../layer-of-update.ts";
import { neededLayers } from "../needed-layers.ts";
import type { RowRule } from "../row-rule.ts";
import { columnsOfRule } from "../untold-columns.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { impureCall } from "./sqlite-impure-call.ts";
import { foldName, inParentheses, quoteName, sameName } from "./sqlite-names.ts";
import { rowEvents } from "./sqlite-row-events.ts";
import { problemOf } from "./sqlite-row-problem.ts";
import { KEY, readRows, rowsSql, type SqliteRows } from "./sqlite-row-source.ts";
import { planRanges, type RowidRange, rangeSql, walkRows } from "./sqlite-row-walk.ts";
import { isName, tokensOf } from "./sqlite-tokens.ts";

/** Questions to the rows of a file, on a session that may not write meanwhile. */
export const sqliteDataChecks: DataChecks = {
  read: async (sql) => rowEvents(sql),
  // SQLite checks every constraint when it is made.
  unvalidated: async () => null,
  layerOf: (set, where) => layerOfUpdate(set, where, quoteName),
  async check(connection, question, limits) {
    const startedAt = performance.now();
    await connection.query("PRAGMA query_only = ON");
    try {
      const answer = await ask(connection, question, limits);
      return { ...answer, ms: Math.round(performance.now() - startedAt) };
    } finally {
      // A session whose statement took too long is gone.
      await connection.query("PRAGMA query_only = OFF").catch(() => connection.close());
    }
  },
};

const NAMES = {
  namesIn: (sql: string) =>
    tokensOf(sql)
      .filter(isName)
      .map((it) => it.name),
  fold: foldName,
};

/** Columns that the rule has nothing to do with are left as they are. */
function withoutOthers({ rule, source, references }: DataQuestion): DataQuestion {
  const own = [...columnsOfRule(rule), ...sqlOf(rule).flatMap(NAMES.namesIn)];
  return { rule, source: { ...source, layers: neededLayers(source.layers, own, NAMES) }, references };
}

function sqlOf(rule: RowRule): readonly string[] {
  if (rule.kind === "check") return [rule.expression];
  if (rule.kind === "expression") return [rule.expression, rule.where ?? ""];
  if (rule.kind === "round trip") return [...Object.values(rule.to), rule.back];
  return rule.kind === "unique" ? [...rule.parts.map((it) => it.sql), rule.where ?? ""] : [];
}

async function ask(connection: Connection, asked: DataQuestion, limits: DataCheckLimits): Promise<DataCheckAnswer> {
  const question = withoutOthers(asked);
  const { rule, source } = question;
  const basis: AnswerBasis = {
    check: rule.kind === "type" ? "cast" : rule.kind,
    subject: rule.kind === "unique" ? rule.label : rule.kind,
    sql: "",
  };
  try {
    const rows = await readRows(connection, source);
    if (!rows) return notKnown(basis, "The table is not there.");
    if (rows.detail.kind !== "table")
      return notKnown(basis, `It is a ${rows.detail.kind}: only rows of tables are looked at.`);
    const impure = impureAnswer(rule);
    if (impure) return impure;
    const plan = await planRanges(connection, rows, limits);
    if (rule.kind === "unique") return await askUnique(connection, rule, rows, plan);
    const references = question.references && (await readRows(connection, question.references));
    const found = problemOf(rule, rows, references);
    const [first] = plan.ranges;
    const told = { check: found.check, subject: found.subject, sql: first === undefined ? "" : rangeSql(found, first) };
    const walked = await walkRows(connection, found, plan.ranges, performance.now() + limits.checkMs);
    return rowsAnswer(told, { ...walked, sampled: plan.sampled, breaks: found.breaks, offence: found.offence });
  } catch (error) {
    return refused(basis, error);
  }
}

/** A backfill or a sync whose answer changes from call to call cannot be repeated or compared. */
function impureAnswer(rule: RowRule): DataCheckAnswer | null {
  const isPure = rule.kind === "expression" ? rule.pure : rule.kind === "round trip";
  if (!isPure) return null;
  const own =
    rule.kind === "expression"
      ? [rule.expression]
      : rule.kind === "round trip"
        ? [...Object.values(rule.to), rule.back]
        : [];
  for (const sql of own) {
    const name = impureCall(sql);
    if (name === null) continue;
    const message = `It calls ${name}, which answers differently each time: it was not evaluated.`;
    return { ...notKnown({ check: "volatile", subject: sql, sql: "" }, message), verdict: "fails" };
  }
  return null;
}

type Unique = Extract<RowRule, { kind: "unique" }>;

function provedBy({ parts }: Unique, { detail, source }: SqliteRows): string | null {
  if (source.layers.length > 0) return null;
  const names = parts.flatMap((it) => it.column ?? []);
  const holds = (column: string | null) => column !== null && names.some((name) => sameName(name, column));
  const found = detail.indexes.find(
    (it) => it.unique && !it.partial && it.columns.length > 0 && it.columns.every(holds),
  );
  const key = detail.columns.find((it) => it.identity && holds(it.name));
  return found?.name ?? key?.name ?? null;
}

async function askUnique(
  connection: Connection,
  rule: Unique,
  rows: SqliteRows,
  { ranges, sampled }: { readonly ranges: readonly RowidRange[]; readonly sampled: boolean },
): Promise<DataCheckAnswer> {
  const keys = rule.parts.map(({ sql }) => inParentheses(sql));
  const bounds = sampled
    ? ranges.flatMap((it) => (it === null ? [] : [`${rows.alias}.${rows.rowid} BETWEEN ${it.from} AND ${it.to}`]))
    : [];
  const from = rowsSql(rows, { where: bounds.length > 0 ? bounds.join(" OR ") : null, shown: [] });
  const conditions = [
    ...(rule.where === null ? [] : [inParentheses(rule.where)]),
    ...keys.map((it) => `${it} IS NOT NULL`),
  ];
  const grouped = `FROM ${from} WHERE ${conditions.join(" AND ")} GROUP BY ${keys.join(", ")}`;
  const sql = `SELECT coalesce(sum(n), 0) AS n, coalesce(sum(n) FILTER (WHERE n > 1), 0) AS bad, count(*) FILTER (WHERE n > 1) AS groups
  FROM (SELECT count(*) AS n ${grouped})`;
  const basis = { check: "unique" as const, subject: rule.label, sql };
  const proof = provedBy(rule, rows);
  if (proof !== null) return proved(basis, proof);
  const [row] = (await connection.query(sql)).rows;
  const groups = Number(row?.groups ?? 0);
  const value = keys.map((key) => `coalesce(substr(CAST(${key} AS TEXT), 1, 40), 'NULL')`).join(" || ', ' || ");
  const found =
    groups === 0
      ? []
      : (
          await connection.query(
            `SELECT min(${KEY}) || '; ' || max(${KEY}) AS keys, ${value} AS value, count(*) AS n ${grouped} HAVING count(*) > 1 LIMIT ${MOST_SAMPLES}`,
          )
        ).rows;
  const samples = found.map((it) => ({ key: String(it.keys), value: `${String(it.value)} (${String(it.n)} rows)` }));
  const looked: LookedKeys = { rows: Number(row?.n ?? 0), offending: Number(row?.bad ?? 0), groups, samples, sampled };
  return uniqueAnswer(basis, looked);
}

function refused(basis: AnswerBasis, error: unknown): DataCheckAnswer {
  const kind = sqliteErrors.classify(error);
  if (kind === "connection" || error instanceof DomainError) throw error;
  const { code, message } = sqliteErrors.describe(error);
  if (kind === "poison") return { ...notKnown(basis, `A row makes it fail: ${message} (${code}).`), verdict: "fails" };
  if (/took longer than/.test(message)) return notKnown(basis, "The time was up before there was an answer.");
  return notKnown(basis, `SQLite does not answer: ${message} (${code}).`);
}
