import type { RowLayer } from "./row-rule.ts";

/** An author's expression; a line comment at its end must not swallow the parenthesis. */
const inParentheses = (expression: string): string =>
  expression.includes("--") ? `(${expression}\n)` : `(${expression})`;

/** What an UPDATE leaves: rows outside its filter keep their values. */
export function layerOfUpdate(
  set: Readonly<Record<string, string>>,
  where: string | null,
  quote: (name: string) => string,
): RowLayer {
  const computed = (column: string, expression: string) =>
    where === null
      ? inParentheses(expression)
      : `CASE WHEN ${inParentheses(where)} THEN ${inParentheses(expression)} ELSE ${quote(column)} END`;
  const entries = Object.entries(set).map(([column, expression]) => [column, computed(column, expression)]);
  return { set: Object.fromEntries(entries), gone: [] };
}
