import type { BackfillKey, BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import { partsOfKeyText } from "../key-text.ts";
import { differs } from "./postgres-comparison.ts";
import { inParentheses, quoteName, quoteTableName } from "./postgres-names.ts";

/** A statement and its parameters. */
export interface Sql {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** Part of the key range of a table: `lo` exclusive, `hi` inclusive, either may be no bound. */
export interface Range {
  readonly lo: KeyText;
  readonly hi: KeyText;
}

const columnsOf = (key: BackfillKey, table: string): readonly string[] =>
  key.columns.map((it) => `${table}.${quoteName(it.name)}`);
const row = (parts: readonly string[]): string => (parts.length === 1 ? parts.join("") : `(${parts.join(", ")})`);

/** Conditions of a range as row comparisons on bound text; only the database compares keys. */
function boundsOf(key: BackfillKey, table: string, range: Range, params: unknown[]): readonly string[] {
  const bind = (bound: KeyText) =>
    partsOfKeyText(bound).map((part, index) => `$${params.push(part)}::${key.columns[index]?.type ?? "text"}`);
  const bound = (operator: string, keyText: KeyText) => {
    const values = bind(keyText);
    return values.length === 0 ? [] : [`${row(columnsOf(key, table))} ${operator} ${row(values)}`];
  };
  return [...bound(">", range.lo), ...bound("<=", range.hi)];
}

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;

/** The key `offset` rows into the range. The aliases keep ORDER BY from sorting by the text of an output column. */
export function keyAt(
  spec: BackfillSpec,
  key: BackfillKey,
  range: Range,
  end: { readonly offset: number } | "last",
): Sql {
  const params: unknown[] = [];
  const columns = columnsOf(key, "t");
  const selected = columns.map((column, index) => `${column}::text AS k${index}`).join(", ");
  const order = columns.map((column) => (end === "last" ? `${column} DESC` : column)).join(", ");
  const offset = end === "last" ? "" : ` OFFSET ${Math.trunc(end.offset)}`;
  const from = `FROM ${quoteTableName(spec.table)} t${where(boundsOf(key, "t", range, params))}`;
  return { text: `SELECT ${selected} ${from} ORDER BY ${order} LIMIT 1${offset}`, params };
}

export function countIn(spec: BackfillSpec, key: BackfillKey, range: Range): Sql {
  const params: unknown[] = [];
  const conditions = boundsOf(key, "t", range, params);
  return { text: `SELECT count(*)::text AS n FROM ${quoteTableName(spec.table)} t${where(conditions)}`, params };
}

/** The row as its columns' new values would be, compared in the target's own type: else a rounded value never agrees. */
function pending(spec: BackfillSpec, targets: NonNullable<BackfillLayout["targets"]>): readonly string[] {
  const table = quoteName(spec.table.name);
  const different = Object.entries(spec.set).map(([name, expression]) => {
    const type = targets.find((it) => it.name === name)?.type ?? "text";
    return differs(`${table}.${quoteName(name)}`, `CAST(${inParentheses(expression)} AS ${type})`, type);
  });
  const changed = different.length === 1 ? different.join("") : `(${different.join(" OR ")})`;
  return [...(spec.where === null ? [] : [inParentheses(spec.where)]), changed];
}

/** The data statement of a batch. No alias: expressions may name the table. The assignment is not cast, so that a value too long fails. */
export function updateIn(spec: BackfillSpec, layout: Pick<BackfillLayout, "key" | "targets">, range: Range): Sql {
  const params: unknown[] = [];
  const table = quoteName(spec.table.name);
  const sets = Object.entries(spec.set).map(
    ([name, expression]) => `${quoteName(name)} = ${inParentheses(expression)}`,
  );
  const conditions = [...boundsOf(layout.key, table, range, params), ...pending(spec, layout.targets ?? [])];
  return { text: `UPDATE ${quoteTableName(spec.table)} SET ${sets.join(", ")}${where(conditions)}`, params };
}

export function countPending(spec: BackfillSpec, layout: Pick<BackfillLayout, "key" | "targets">, range: Range): Sql {
  const params: unknown[] = [];
  const conditions = [
    ...boundsOf(layout.key, quoteName(spec.table.name), range, params),
    ...pending(spec, layout.targets ?? []),
  ];
  return { text: `SELECT count(*)::text AS n FROM ${quoteTableName(spec.table)}${where(conditions)}`, params };
}
