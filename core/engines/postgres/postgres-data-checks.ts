import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import {
  type AnswerBasis,
  countText,
  type DataCheckAnswer,
  notKnown,
  proved,
  rowsAnswer,
  uniqueAnswer,
} from "../data-check-answer.ts";
import type { DataCheckLimits, DataChecks, DataQuestion } from "../data-checks.ts";
import { layerOfUpdate } from "../layer-of-update.ts";
import { neededLayers } from "../needed-layers.ts";
import type { RowRule } from "../row-rule.ts";
import { columnsOfRule } from "../untold-columns.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { impureAnswer } from "./postgres-impure-answer.ts";
import { quoteName } from "./postgres-names.ts";
import { rowEvents } from "./postgres-row-events.ts";
import { problemOf, type RowProblem, sqlOf } from "./postgres-row-problem.ts";
import { planRanges, type RangePlan } from "./postgres-row-ranges.ts";
import { type PostgresRows, readRows } from "./postgres-row-source.ts";
import { rangeSql, walkRows } from "./postgres-row-walk.ts";
import { parseSql, SqlText } from "./postgres-text.ts";
import { namesIn } from "./postgres-tokens.ts";
import { countDuplicates, duplicatesSql, provedBy } from "./postgres-unique-rows.ts";
import { unvalidatedRule } from "./postgres-unvalidated.ts";

/** A data check waits for nobody: it must not stand in the queue for a lock, in front of others. */
const LOCK_MS = 500;

/** Questions to the rows of a target, in transactions that only read and are soon over. */
export const postgresDataChecks: DataChecks = {
  read: rowEvents,
  unvalidated: unvalidatedRule,
  layerOf: (set, where) => layerOfUpdate(set, where, quoteName),
  async check(connection, question, limits) {
    const startedAt = performance.now();
    const answer = await inReadOnly(connection, limits, () => ask(connection, question, limits));
    return { ...answer, ms: Math.round(performance.now() - startedAt) };
  },
};

/**
 * One snapshot, so that a row keeps its place; nothing is written, whatever an expression calls. Settings keep it from
 * taking more than one core, and from waiting.
 */
async function inReadOnly(
  connection: Connection,
  { checkMs }: DataCheckLimits,
  work: () => Promise<DataCheckAnswer>,
): Promise<DataCheckAnswer> {
  await connection.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = ${Math.max(1, Math.floor(checkMs))};
     SET LOCAL lock_timeout = ${LOCK_MS}; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off`,
  );
  try {
    return await work();
  } finally {
    await connection.query("ROLLBACK").catch(() => connection.close());
  }
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
    const { kind } = rows.detail;
    if (kind !== "table" && kind !== "partitioned table")
      return notKnown(basis, `It is a ${kind}: only rows of tables are looked at.`);
    const impure = await impureAnswer(connection, question);
    if (impure) return impure;
    const plan = await planRanges(connection, rows, limits);
    if (rule.kind === "unique") return await askUnique(connection, rule, rows, plan, limits);
    return await askRows(connection, await problem(connection, rule, rows, question), plan, limits);
  } catch (error) {
    return refused(basis, error);
  }
}

const NAMES = { namesIn, fold: (name: string) => name };

/** Columns that the rule has nothing to do with are left as they are. */
function withoutOthers({ rule, source, references }: DataQuestion): DataQuestion {
  const own = [...columnsOfRule(rule), ...sqlOf(rule).flatMap((sql) => [...namesIn(sql)])];
  const others = rule.kind === "foreign key" ? rule.referenced : [];
  return {
    rule,
    source: { ...source, layers: neededLayers(source.layers, own, NAMES) },
    references: references && { ...references, layers: neededLayers(references.layers, others, NAMES) },
  };
}

async function problem(
  connection: Connection,
  rule: Exclude<RowRule, { kind: "unique" }>,
  rows: PostgresRows,
  { references }: DataQuestion,
): Promise<RowProblem> {
  const others = references && (await readRows(connection, references));
  if (rule.kind === "foreign key") {
    // A look into the other table's index for each row, not all of the other table for each range.
    await connection.query("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off");
  }
  const enums = await connection.query(
    `SELECT t.typname::text AS name FROM pg_type t WHERE t.typtype = 'e'
     UNION SELECT n.nspname || '.' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'`,
  );
  const names = new Set(enums.rows.map((it) => String(it.name)));
  return problemOf(rule, rows, { references: others, isEnum: (type) => names.has(type.replaceAll('"', "")) });
}

async function askRows(
  connection: Connection,
  found: RowProblem,
  plan: RangePlan,
  { checkMs }: DataCheckLimits,
): Promise<DataCheckAnswer> {
  const { check, subject, breaks, offence } = found;
  const [first] = plan.ranges;
  const sql = first ? rangeSql(found, first, true) : "";
  if (first) await assertOneQuery(sql);
  const basis = { check, subject, sql };
  try {
    const walked = await walkRows(connection, found, plan.ranges, performance.now() + checkMs);
    const { errors, firstError } = walked;
    const raise = errors === 1 ? "One row raises" : `${countText(errors)} rows raise`;
    const why = firstError === null ? null : `${raise}: ${firstError}.`;
    return rowsAnswer(basis, { ...walked, sampled: plan.sampled, breaks, offence, why });
  } catch (error) {
    return refused(basis, error);
  }
}

async function askUnique(
  connection: Connection,
  rule: Extract<RowRule, { kind: "unique" }>,
  rows: PostgresRows,
  plan: RangePlan,
  limits: DataCheckLimits,
): Promise<DataCheckAnswer> {
  const sql = duplicatesSql(rule, rows, plan, limits);
  await assertOneQuery(sql);
  const basis = { check: "unique" as const, subject: rule.label, sql };
  const proof = provedBy(rule, rows);
  if (proof !== null) return proved(basis, proof);
  try {
    return uniqueAnswer(basis, {
      ...(await countDuplicates(connection, rule, rows, plan, limits)),
      sampled: plan.sampled,
    });
  } catch (error) {
    return refused(basis, error);
  }
}

/** A row that cannot be evaluated makes the statement fail; what the server does not answer is not known. */
function refused(basis: AnswerBasis, error: unknown): DataCheckAnswer {
  const kind = postgresErrors.classify(error);
  if (kind === "connection" || error instanceof DomainError) throw error;
  const { code, message } = postgresErrors.describe(error);
  const server = `${message} (${code})`;
  if (kind === "poison") return { ...notKnown(basis, `A row makes it fail: ${server}.`), verdict: "fails" };
  if (kind === "too-slow") return notKnown(basis, "The time was up before there was an answer.");
  if (kind === "lock-wait") return notKnown(basis, "Somebody holds the table just now; try again.");
  return notKnown(basis, `PostgreSQL does not answer: ${server}.`);
}

/** What goes to the server is one query and no script, whatever an author's text holds. */
async function assertOneQuery(sql: string): Promise<void> {
  const statements = await parseSql(new SqlText(sql));
  if (statements.length !== 1 || statements[0]?.kind !== "SelectStmt")
    throw new DomainError("internal", "A data check is one query. Nothing was run.");
}
