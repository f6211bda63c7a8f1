import type { Evidence } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { QueryResult } from "#core/engines/connection.ts";
import type { StepWork } from "#core/plan/compiled-step.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { cancelOn } from "./cancel-on.ts";
import { compareTables } from "./compare-copies.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

type CheckWork = Extract<StepWork, { kind: "check" }>;

const STATEMENT_TIMEOUT_MS = 30 * 60_000;
const MOST_SAMPLES = 20;

/** Compares, keeps what was found as evidence, and fails where it disagrees. Only reads. */
export async function executeCheckStep(task: StepTask, work: CheckWork): Promise<StepOutcome> {
  await using target = await task.open(STATEMENT_TIMEOUT_MS);
  const { engine, connection } = target;
  try {
    // A check changes nothing, so a request to pause may stop it in the middle as well.
    const evidence = await cancelOn(task.watch.pause, connection, () => compare(task, target, work));
    if (!evidence) return { is: "stopped" };
    const { passed, summary } = evidence;
    if (passed) return { is: "succeeded", message: summary, evidence };
    const fix =
      "Look at the rows named in the evidence, correct them or the cause, then resume to check again; or roll back.";
    return { is: "failed", error: { code: "check-failed", message: `${work.name}: ${summary}`, fix }, evidence };
  } catch (error) {
    if (task.watch.pause.aborted && engine.errors.classify(error) === "cancelled") return { is: "stopped" };
    throw error;
  }
}

/** `null`: it was asked to pause in between. */
async function compare(task: StepTask, target: OpenTarget, work: CheckWork): Promise<Evidence | null> {
  const at = () => task.deps.now().toISOString();
  if (work.none !== null) return { ...(await expectNone(target, work.none)), at: at() };
  if (work.equal !== null) return { ...(await expectEqual(target, work.equal)), at: at() };
  if (work.copy) {
    const compared = await compareTables(task, target, work.copy);
    return compared && { ...compared, at: at() };
  }
  throw new DomainError("invalid-plan", "The check compares nothing.");
}

async function expectNone(target: OpenTarget, sql: string): Promise<Omit<Evidence, "at">> {
  const query = await readOnly(target, sql);
  const counted = await timed(target, `SELECT count(*) AS n FROM (${query}\n) AS disagreeing`);
  const count = Number(counted.result.rows[0]?.n ?? 0);
  const sampled =
    count === 0 ? null : await timed(target, `SELECT * FROM (${query}\n) AS disagreeing LIMIT ${MOST_SAMPLES}`);
  const rows = `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;
  return {
    summary: count === 0 ? "No row disagrees" : `${rows} must not be there`,
    passed: count === 0,
    items: [{ label: "must return no row", sql: query, result: rows, ms: counted.ms + (sampled?.ms ?? 0) }],
    // The first column only: a key is needed to find a row, its contents are not.
    sampleKeys: sampled?.result.rows.map((row) => textOf(Object.values(row)[0])) ?? [],
  };
}

async function expectEqual(
  target: OpenTarget,
  [left, right]: readonly [string, string],
): Promise<Omit<Evidence, "at">> {
  const items = [];
  for (const [label, sql] of [
    ["first value", left],
    ["second value", right],
  ] as const) {
    const query = await readOnly(target, sql);
    const { result, ms } = await timed(target, query);
    items.push({ label, sql: query, result: onlyValue(result, label), ms });
  }
  const [first, second] = items.map((item) => item.result);
  const passed = first === second;
  const summary = passed ? `Both are ${first}` : `${first} and ${second} differ`;
  return { summary, passed, items, sampleKeys: [] };
}

/** The query without what ends it; refused where it could change something. */
async function readOnly({ engine }: OpenTarget, sql: string): Promise<string> {
  const statements = await engine.statements.read(sql);
  const [statement] = statements;
  if (statement && statements.length === 1 && statement.readOnly) return statement.text.trim().replace(/;\s*$/, "");
  throw new DomainError("invalid-plan", "A check must be one query that only reads. Nothing was run.");
}

async function timed({ connection }: OpenTarget, sql: string): Promise<{ result: QueryResult; ms: number }> {
  const startedAt = performance.now();
  const result = await connection.query(sql);
  return { result, ms: Math.round(performance.now() - startedAt) };
}

function onlyValue({ rows }: QueryResult, label: string): string {
  const [row] = rows;
  const values = Object.values(row ?? {});
  if (rows.length === 1 && values.length === 1) return textOf(values[0]);
  throw new DomainError(
    "invalid-plan",
    `The ${label} must be one row with one column; the query returned ${rows.length} rows.`,
  );
}

const textOf = (value: unknown): string => (value === null || value === undefined ? "NULL" : String(value));
