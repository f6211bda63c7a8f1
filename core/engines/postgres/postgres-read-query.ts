import type { ConditionSpec, QuerySpec } from "#core/analysis/change-specs.ts";
import type { WrittenName } from "#core/analysis/resolve-name.ts";
import { nameOfParts, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { callsIn, literalOf } from "./postgres-read-expression.ts";
import { listOf, type Node, nodeOf, nodesIn, textOf } from "./postgres-syntax.ts";

/** What a query reads, as far as its text tells. Common table expressions are no relations. */
export function readQuery(node: unknown, except?: unknown): QuerySpec {
  const nodes = [...nodesIn(node)];
  const common = new Set(
    nodes.flatMap(([key, it]) => (key === "CommonTableExpr" ? (textOf(it, "ctename") ?? []) : [])),
  );
  const aliases = new Map<string, WrittenName>();
  const sources: WrittenName[] = [];
  for (const [, it] of nodes) {
    const name = writtenName(it);
    if (!name || it === except || (name.schema === undefined && common.has(name.name))) continue;
    sources.push(name);
    aliases.set(textOf(nodeOf(it, "alias"), "aliasname") ?? name.name, name);
  }
  return {
    sources: distinct(sources),
    columns: nodes.flatMap(([key, it]) => (key === "ColumnRef" ? columnOf(it, aliases, sources) : [])),
    selectsStar: nodes.some(([key, it]) => key === "ResTarget" && isStar(nodeOf(it, "val"))),
    calls: callsIn(node),
  };
}

const distinct = (names: readonly WrittenName[]): readonly WrittenName[] => [
  ...new Map(names.map((it) => [JSON.stringify([it.schema ?? null, it.name]), it])).values(),
];

const isStar = (value: Node | null): boolean =>
  nodeOf(listOf(nodeOf(value, "ColumnRef"), "fields").at(-1), "A_Star") !== null;

function columnOf(
  reference: Node,
  aliases: ReadonlyMap<string, WrittenName>,
  sources: readonly WrittenName[],
): QuerySpec["columns"] {
  const fields = listOf(reference, "fields");
  const parts = strings(reference, "fields");
  const [column, qualifier, schema] = parts.toReversed();
  if (column === undefined || parts.length !== fields.length) return [];
  const only = sources.length === 1 ? (sources[0] ?? null) : null;
  const table =
    qualifier === undefined
      ? only
      : schema === undefined
        ? (aliases.get(qualifier) ?? null)
        : nameOfParts([schema, qualifier]);
  return [{ table, column }];
}

/** The condition of an UPDATE or DELETE. */
export function readCondition(context: ReadContext, body: Node): ConditionSpec {
  const condition = body.whereClause;
  const hasLimit = [...nodesIn(condition)].some(
    ([key, it]) => key === "SelectStmt" && it.limitCount !== undefined && listOf(it, "sortClause").length === 0,
  );
  if (condition === undefined) return { kind: "none", text: null, weaknesses: [] };
  return {
    kind: isAlwaysTrue(condition) ? "always-true" : "some",
    text: context.source.expression(condition, context.end),
    weaknesses: [...new Set([...weaknesses(condition), ...(hasLimit ? (["limit-without-order"] as const) : [])])],
  };
}

/** `true`, `1 = 1`, and what is joined with such by OR. */
function isAlwaysTrue(node: unknown): boolean {
  if (literalOf(node) === "true") return true;
  const both = nodeOf(node, "BoolExpr");
  if (both?.boolop === "AND_EXPR") return listOf(both, "args").every(isAlwaysTrue);
  if (both?.boolop === "OR_EXPR") return listOf(both, "args").some(isAlwaysTrue);
  const comparison = nodeOf(node, "A_Expr");
  if (!comparison || !strings(comparison, "name").includes("=")) return false;
  const left = literalOf(comparison.lexpr);
  return left !== null && left === literalOf(comparison.rexpr);
}

const LONG_OR = 20;
type Weakness = ConditionSpec["weaknesses"][number];

function weaknesses(condition: unknown): readonly Weakness[] {
  return [...nodesIn(condition)].flatMap(([key, node]): readonly Weakness[] => {
    if (key === "BoolExpr")
      return node.boolop === "OR_EXPR" && listOf(node, "args").length > LONG_OR ? ["long-or-list"] : [];
    return key === "A_Expr" ? comparisonWeaknesses(node) : [];
  });
}

function comparisonWeaknesses(node: Node): readonly Weakness[] {
  const sides = [node.lexpr, node.rexpr];
  const found: Weakness[] = [];
  const operator = strings(node, "name").at(-1) ?? "";
  const isNull = sides.some((it) => nodeOf(it, "A_Const")?.isnull === true);
  if (isNull && /^(=|<>|!=)$/.test(operator) && node.kind === "AEXPR_OP") found.push("equals-null");
  const wrapped = sides.some((it) => {
    const call = nodeOf(it, "FuncCall");
    return call !== null && [...nodesIn(call)].some(([key]) => key === "ColumnRef");
  });
  if (wrapped) found.push("function-on-column");
  if (/^~~\*?$/.test(operator) && (literalOf(node.rexpr) ?? "").startsWith("%")) found.push("leading-wildcard");
  return found;
}
