import type { ValueSpec } from "#core/analysis/change-specs.ts";
import { functionVolatility } from "./postgres-function-volatility.ts";
import { nameOfParts, type ReadContext, strings } from "./postgres-read-context.ts";
import { isNode, listOf, type Node, nodeOf, nodesIn, textOf } from "./postgres-syntax.ts";

/** A default, or another value as it is written. */
export function readValue(context: ReadContext, node: unknown, stops: readonly number[] = []): ValueSpec {
  const calls = callsIn(node);
  const kinds = calls.map(({ name, schema }) => functionVolatility(name, schema));
  const clock = [...nodesIn(node)].some(([key]) => key === "SQLValueFunction");
  return {
    kind: kinds.includes("volatile")
      ? "volatile"
      : kinds.includes("unknown")
        ? "unknown"
        : clock || kinds.includes("stable")
          ? "stable"
          : "constant",
    text: context.source.expression(node, context.end, stops),
    calls: calls.filter((_, at) => kinds[at] === "unknown"),
    sequences: [...nodesIn(node)].flatMap(([key, call]) => (key === "FuncCall" ? sequenceOf(call) : [])),
  };
}

type Call = ValueSpec["calls"][number];

export const callsIn = (node: unknown): readonly Call[] =>
  [...nodesIn(node)].flatMap(([key, call]): readonly Call[] => {
    const name = key === "FuncCall" ? nameOfParts(strings(call, "funcname")) : null;
    return name ? [{ ...name, arguments: listOf(call, "args").length }] : [];
  });

/** `nextval('s')`: the sequence that it advances. */
function sequenceOf(call: Node): ValueSpec["sequences"] {
  if (strings(call, "funcname").at(-1) !== "nextval") return [];
  const literal = [...nodesIn(listOf(call, "args")[0])].flatMap(
    ([, node]) => textOf(nodeOf(node, "sval"), "sval") ?? [],
  );
  const [text] = literal;
  if (text === undefined) return [];
  const parts = [...text.matchAll(/"((?:[^"]|"")+)"|([^".\s]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? "").toLowerCase(),
  );
  return [nameOfParts(parts) ?? []].flat();
}

/** Names of columns in an expression. A qualified one counts by its last part. */
export const columnsIn = (node: unknown): readonly string[] => [
  ...new Set(
    [...nodesIn(node)].flatMap(([key, reference]) =>
      key === "ColumnRef" ? (strings(reference, "fields").at(-1) ?? []) : [],
    ),
  ),
];

/**
 * Columns that cannot be NULL where the condition is true and was checked: `c IS NOT NULL`, alone or among others joined by AND.
 * The server proves no more than that either: `c > 0` lets NULL pass a CHECK.
 */
export function provenNotNull(condition: unknown): readonly string[] {
  const test = nodeOf(condition, "NullTest");
  if (test) {
    const fields = strings(nodeOf(nodeOf(test, "arg"), "ColumnRef"), "fields");
    return test.nulltesttype === "IS_NOT_NULL" && fields.length === 1 ? fields : [];
  }
  const both = nodeOf(condition, "BoolExpr");
  return both?.boolop === "AND_EXPR" ? listOf(both, "args").flatMap(provenNotNull) : [];
}

/** What a CHECK calls that may answer otherwise later: functions that are not immutable, and the clock. */
export const impureCallsIn = (node: unknown): readonly string[] => {
  const isUnsettled = /^(now|clock_timestamp|timeofday|transaction_timestamp|statement_timestamp|age|current_setting)$/;
  const calls = callsIn(node).filter(
    ({ name, schema }) => isUnsettled.test(name) || functionVolatility(name, schema) !== "stable",
  );
  const clocks = [...nodesIn(node)].flatMap(([key, it]) => (key === "SQLValueFunction" ? [clockName(it)] : []));
  const hasQuery = [...nodesIn(node)].some(([key]) => key === "SubLink");
  return [...new Set([...calls.map(({ name }) => name), ...clocks, ...(hasQuery ? ["a subquery"] : [])])];
};

const clockName = (node: Node): string =>
  (textOf(node, "op") ?? "")
    .replace(/^SVFOP_/, "")
    .replace(/_N$/, "")
    .toLowerCase();

/** A literal as text; `null` for SQL's NULL and for what is none. Casts are looked through. */
export function literalOf(node: unknown): string | null {
  const inner = nodeOf(node, "TypeCast");
  if (inner) return literalOf(inner.arg);
  const constant = nodeOf(node, "A_Const");
  if (!constant) return negative(node);
  const text = textOf(nodeOf(constant, "sval"), "sval") ?? textOf(nodeOf(constant, "fval"), "fval");
  if (text !== null) return text;
  if (isNode(constant.ival)) return String(constant.ival.ival ?? 0);
  return isNode(constant.boolval) ? String(constant.boolval.boolval ?? false) : null;
}

function negative(node: unknown): string | null {
  const expression = nodeOf(node, "A_Expr");
  if (!expression || expression.lexpr !== undefined || strings(expression, "name").at(-1) !== "-") return null;
  const value = literalOf(expression.rexpr);
  return value === null ? null : `-${value}`;
}
