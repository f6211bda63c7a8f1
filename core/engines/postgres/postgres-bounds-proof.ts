import type { PartitionBound, TableModel } from "#core/analysis/schema-model.ts";

interface Limit {
  readonly column: string;
  readonly operator: string;
  readonly value: string;
}

const COMPARISON = /"?([A-Za-z_][\w$]*)"?\s*(>=|<=|<|>|=)\s*\(?(?:'([^']*)'|(-?\d+(?:\.\d+)?))/g;

/** What valid CHECKs say about columns by comparing them with constants; nothing where OR or NOT makes it less than that. */
function limitsOf(table: TableModel): readonly Limit[] {
  return table.constraints
    .filter(
      ({ kind, validated, expression }) =>
        kind === "check" && validated && !/\b(or|not|case)\b/i.test(expression ?? "or"),
    )
    .flatMap(({ expression }) =>
      [...(expression ?? "").matchAll(COMPARISON)].map(([, column = "", operator = "", text, number]) => ({
        column,
        operator,
        value: text ?? number ?? "",
      })),
    );
}

/** Orders two constants, as numbers or as texts of one length such as dates; `null` where that is not certain. */
function order(one: string, other: string): number | null {
  const isNumber = /^-?\d+(\.\d+)?$/;
  if (isNumber.test(one) && isNumber.test(other)) return Number(one) - Number(other);
  return one.length === other.length && /^\d{4}-/.test(one) ? (one < other ? -1 : Number(one > other)) : null;
}
const holds = (difference: number | null, test: (it: number) => boolean): boolean =>
  difference !== null && test(difference);

/** Whether valid CHECKs show that all rows are within the bound. Only ranges over one column are reckoned with. */
export function provesBound(table: TableModel, column: string, bound: PartitionBound): boolean {
  const isNotNull = table.columns.some((it) => it.name === column && it.notNull === "yes");
  if (bound.isDefault || bound.strategy !== "range" || !isNotNull) return false;
  const limits = limitsOf(table).filter((it) => it.column === column);
  const [from, to] = [bound.from[0] ?? null, bound.to[0] ?? null];
  const isAbove =
    from !== null &&
    limits.some(({ operator, value }) => /^(>=|>|=)$/.test(operator) && holds(order(value, from), (it) => it >= 0));
  const isBelow =
    to !== null &&
    limits.some(({ operator, value }) =>
      operator === "<"
        ? holds(order(value, to), (it) => it <= 0)
        : /^(<=|=)$/.test(operator) && holds(order(value, to), (it) => it < 0),
    );
  return isAbove && isBelow;
}

/** Whether valid CHECKs show that no row is within the bound. */
export function excludesBound(table: TableModel, column: string, bound: PartitionBound): boolean {
  const [from, to] = [bound.from[0] ?? null, bound.to[0] ?? null];
  if (bound.isDefault || bound.strategy !== "range") return false;
  return limitsOf(table)
    .filter((it) => it.column === column)
    .some(({ operator, value }) => {
      const isBelow =
        from !== null &&
        (operator === "<"
          ? holds(order(value, from), (it) => it <= 0)
          : /^(<=|=)$/.test(operator) && holds(order(value, from), (it) => it < 0));
      return isBelow || (to !== null && /^(>=|>|=)$/.test(operator) && holds(order(value, to), (it) => it >= 0));
    });
}
