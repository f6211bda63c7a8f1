import { randomBytes } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable } from "#core/plan/operations/facts/table-facts.ts";
import type { TriedAnswer, TriedExpression } from "#core/plan/operations/operation.ts";
import type { Connection } from "../connection.ts";
import { assertType } from "./postgres-assert-type.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { inParentheses, quoteName, quoteTableName } from "./postgres-names.ts";
import { namesInExpression } from "./postgres-rename-columns.ts";
import { impureCalls } from "./postgres-volatility.ts";

const LIMIT_MS = 15_000;
const LOCK_MS = 500;
const MOST_ARGUMENTS = 100;

interface Question {
  readonly table: OperationTable;
  readonly expressions: readonly TriedExpression[];
  readonly rows: number;
}

/**
 * First each expression becomes a function in a transaction that is rolled back: what the server would refuse when the trigger is
 * made, it refuses here. Then rows are read, each in a subtransaction of its own, so that all that raise an error are counted.
 */
export async function tryExpressions(connection: Connection, question: Question): Promise<readonly TriedAnswer[]> {
  const volatile: boolean[] = [];
  for (const it of question.expressions) {
    await assertAccepted(connection, question.table, it);
    volatile.push(await isVolatile(connection, it.expression));
  }
  const isAsked = question.expressions.length > 0 && question.rows > 0;
  const tallies = isAsked ? await tallyRows(connection, question, volatile) : [];
  return question.expressions.map(({ name }, at): TriedAnswer => {
    const [rows = 0, nulls = 0, failed = 0, state = null, message = null] = tallies[at] ?? [];
    const told = state === null ? null : postgresErrors.describe({ code: state, message: message ?? "" });
    const error = told && `${told.message} (${told.code})`;
    return { name, rows, nulls, failed, error, volatile: volatile[at] === true };
  });
}

async function isVolatile(connection: Connection, expression: string): Promise<boolean> {
  for await (const call of impureCalls(connection, expression)) if (!call.isClock) return true;
  return false;
}

/** @throws DomainError `invalid-plan` with the server's words. */
async function assertAccepted(connection: Connection, table: OperationTable, tried: TriedExpression): Promise<void> {
  await assertType(tried.type);
  const named = await namesInExpression(tried.expression);
  const inputs = table.columns.filter((it) => named.has(it.name));
  if (inputs.length > MOST_ARGUMENTS)
    throw new DomainError(
      "invalid-plan",
      `The expression of ${tried.name} names ${inputs.length} columns; a function takes ${MOST_ARGUMENTS}.`,
    );
  const parameters = inputs.map((it) => `${quoteName(it.name)} ${it.type}`).join(", ");
  await connection.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_MS}`);
  try {
    await connection.query(
      `CREATE FUNCTION pg_temp.sluice_try(${parameters}) RETURNS ${tried.type} LANGUAGE sql RETURN ${inParentheses(tried.expression)}`,
    );
  } catch (error) {
    const kind = postgresErrors.classify(error);
    if (kind !== "schema-moved" && kind !== "poison") throw error;
    const { code, message } = postgresErrors.describe(error);
    throw new DomainError(
      "invalid-plan",
      `PostgreSQL cannot compute ${tried.name} of type ${tried.type} as \`${tried.expression}\`: ${message} (${code}). Nothing was changed.`,
      { cause: error },
    );
  } finally {
    await connection.query("ROLLBACK").catch(() => connection.close());
  }
}

type Tally = readonly [number, number, number, string | null, string | null];

async function tallyRows(connection: Connection, question: Question, volatile: readonly boolean[]) {
  await connection.query(
    `BEGIN READ ONLY; SET LOCAL statement_timeout = ${LIMIT_MS}; SET LOCAL lock_timeout = ${LOCK_MS}; SET LOCAL jit = off`,
  );
  try {
    await connection.query(blockOf(question, volatile));
    const { rows } = await connection.query("SELECT current_setting('sluice.tries') AS found");
    return JSON.parse(String(rows[0]?.found)) as readonly Tally[];
  } finally {
    await connection.query("ROLLBACK").catch(() => connection.close());
  }
}

/** A value goes into a variable of the type, as the trigger assigns it to the column. A volatile call is not made for a look. */
function blockOf({ table, expressions, rows }: Question, volatile: readonly boolean[]): string {
  const tag = `$sluice_${randomBytes(6).toString("hex")}$`;
  const relation = quoteTableName(table.ref);
  const n = expressions.length;
  const one = ({ expression, type }: TriedExpression, at: number) => `
    IF NOT ${volatile[at] === true} THEN
      sluice_n[${at + 1}] := sluice_n[${at + 1}] + 1;
      BEGIN
        DECLARE sluice_value ${type};
        BEGIN
          SELECT ${inParentheses(expression)} INTO sluice_value FROM ${relation} WHERE ctid = sluice_row.tid AND tableoid = sluice_row.rel;
          IF sluice_value IS NULL THEN sluice_nulls[${at + 1}] := sluice_nulls[${at + 1}] + 1; END IF;
        END;
      EXCEPTION WHEN OTHERS THEN
        sluice_failed[${at + 1}] := sluice_failed[${at + 1}] + 1;
        sluice_states[${at + 1}] := coalesce(sluice_states[${at + 1}], SQLSTATE);
        sluice_errors[${at + 1}] := coalesce(sluice_errors[${at + 1}], SQLERRM);
      END;
    END IF;`;
  return `DO ${tag}
#variable_conflict use_column
DECLARE
  sluice_row record; sluice_n bigint[] := array_fill(0::bigint, ARRAY[${n}]); sluice_nulls bigint[] := array_fill(0::bigint, ARRAY[${n}]);
  sluice_failed bigint[] := array_fill(0::bigint, ARRAY[${n}]); sluice_states text[] := array_fill(NULL::text, ARRAY[${n}]);
  sluice_errors text[] := array_fill(NULL::text, ARRAY[${n}]);
BEGIN
  FOR sluice_row IN SELECT ctid AS tid, tableoid AS rel FROM ${relation}${sampleOf(table, rows)} LIMIT ${Math.max(1, Math.floor(rows))} LOOP${expressions.map(one).join("")}
  END LOOP;
  PERFORM set_config('sluice.tries', (SELECT jsonb_agg(jsonb_build_array(sluice_n[i], sluice_nulls[i], sluice_failed[i], sluice_states[i], sluice_errors[i]) ORDER BY i)
    FROM generate_series(1, ${n}) i)::text, true);
END ${tag}`;
}

/** Pages from all over a big table; of a small one every row. */
function sampleOf({ kind, rowEstimate }: OperationTable, rows: number): string {
  if ((kind !== "table" && kind !== "partitioned") || rowEstimate === null || rowEstimate < rows * 4) return "";
  return ` TABLESAMPLE SYSTEM (${Math.min(100, Math.max(0.001, (200 * rows) / rowEstimate))})`;
}
