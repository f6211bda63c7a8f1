import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { inParentheses } from "./postgres-names.ts";
import { listOf, nodesIn, statementsOf, stringOf, textOf } from "./postgres-syntax.ts";

/** Stable within a transaction, but another value in the next batch and in the verification. */
const CLOCKS = new Set(["now", "transaction_timestamp", "statement_timestamp"]);
const CLOCK_KEYWORD = /^SVFOP_(?:CURRENT_(?:DATE|TIME)|LOCALTIME)/;

/**
 * A backfill must be a pure function of the row: else neither a repeated batch nor the verification can ever settle.
 * @throws DomainError `invalid-plan` naming the function.
 */
export async function refuseVolatile(connection: Connection, spec: BackfillSpec): Promise<void> {
  for (const [column, expression] of Object.entries(spec.set)) {
    for await (const { name } of impureCalls(connection, expression)) {
      throw new DomainError(
        "invalid-plan",
        `The expression of ${column} calls ${name}, which answers differently each time: the backfill could not be repeated or verified. Compute the value from the row, or write a constant.`,
      );
    }
  }
}

/** Calls in an expression whose answer does not follow from the row. A clock changes nothing; a volatile function may. */
export async function* impureCalls(
  connection: Connection,
  expression: string,
): AsyncGenerator<{ readonly name: string; readonly isClock: boolean }> {
  const [statement] = await statementsOf(`SELECT ${inParentheses(expression)}`);
  for (const [key, node] of nodesIn(statement?.body)) {
    const clock = key === "SQLValueFunction" ? clockOf(textOf(node, "op")) : null;
    if (clock !== null) yield { name: clock, isClock: true };
    const call = key === "FuncCall" ? await volatileOf(connection, node) : null;
    if (call !== null) yield { name: call, isClock: CLOCKS.has(call.slice(0, -2)) };
  }
}

const clockOf = (op: string | null): string | null =>
  op !== null && CLOCK_KEYWORD.test(op) ? op.replace("SVFOP_", "").replace(/_N$/, "").toLowerCase() : null;

async function volatileOf(connection: Connection, call: unknown): Promise<string | null> {
  const names = listOf(call, "funcname").flatMap((part) => stringOf(part) ?? []);
  const [name, schema] = names.toReversed();
  if (name === undefined) return null;
  if (CLOCKS.has(name)) return `${name}()`;
  const { rows } = await connection.query(
    `SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.proname = $1 AND p.provolatile = 'v' AND p.prokind = 'f'
        AND CASE WHEN $2::text IS NULL THEN pg_function_is_visible(p.oid) ELSE n.nspname = $2 END
        AND ($3::int BETWEEN p.pronargs - p.pronargdefaults AND p.pronargs OR p.provariadic <> 0)`,
    [name, schema ?? null, listOf(call, "args").length],
  );
  return rows.length > 0 ? `${name}()` : null;
}
