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

export const columnsOf = (key: BackfillKey, table: string): readonly string[] =>
  key.columns.map((it) => `${table}.${quoteName(it.name)}`);
const row = (parts: readonly string[]): string => (parts.length === 1 ? parts.join("") : `(${parts.join(", ")})`);

/** Conditions of a range as row comparisons on bound text; only the database compares keys. */
export function boundsOf(key: BackfillKey, table: string, range: Range, params: unknown[]): readonly string[] {
  const bind = (bound: KeyText) =>
    partsOfKeyText(bound).map((part, index) => `$${params.push(part)}::${key.columns[index]?.type ?? "text"}`);
  const bound = (operator: string, keyText: KeyText) => {
    const values = bind(keyText);
    return values.length === 0 ? [] : [`${row(columnsOf(key, table))} ${operator} ${row(values)}`];
  };
  return [...bound(">", range.lo), ...bound("<=", range.hi)];
}

/** Exactly this row. */
export const isKey = (key: BackfillKey, table: string, keyText: KeyText, params: unknown[]): readonly string[] => {
  const parts = partsOfKeyText(keyText);
  return columnsOf(key, table).map(
    (column, index) => `${column} = $${params.push(parts[index])}::${key.columns[index]?.type ?? "text"}`,
  );
};

/** The key as `keyTextOf` writes it: PostgreSQL escapes a JSON text as JavaScript does, and only its arrays differ. */
export const keyTextIn = (key: BackfillKey, table: string): string =>
  `'[' || ${columnsOf(key, table)
    .map((column) => `to_json(${column}::text)::text`)
    .join(" || ',' || ")} || ']'`;

export const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;

/** The key `offset` rows into the range. The aliases keep ORDER BY from sorting by the text of an output column. */
export function keyAt(
  spec: BackfillSpec,
  key: BackfillKey,
  range: Range,
  end: { readonly offset: number } | "last",
): Sql {
  if (key.kind === "address" && end === "last") return lastBlock(spec, range);
  const params: unknown[] = [];
  const columns = columnsOf(key, "t");
  const selected = columns.map((column, index) => `${column}::text AS k${index}`).join(", ");
  const order = columns.map((column) => (end === "last" ? `${column} DESC` : column)).join(", ");
  const offset = end === "last" ? "" : ` OFFSET ${Math.trunc(end.offset)}`;
  const from = `FROM ${quoteTableName(spec.table)} t${where(boundsOf(key, "t", range, params))}`;
  return { text: `SELECT ${selected} ${from} ORDER BY ${order} LIMIT 1${offset}`, params };
}

/** The end of the table in blocks, where it lies behind `lo`: to sort all addresses for the last would read them all. */
function lastBlock({ table }: BackfillSpec, { lo }: Range): Sql {
  const end = `format('(%s,0)', pg_relation_size(to_regclass($1)) / current_setting('block_size')::bigint)::tid`;
  return {
    text: `SELECT b.k::text AS k0 FROM (SELECT ${end} AS k) AS b WHERE b.k > $2::tid`,
    params: [quoteTableName(table), partsOfKeyText(lo)[0] ?? "(0,0)"],
  };
}

export function countIn(spec: BackfillSpec, key: BackfillKey, range: Range): Sql {
  const params: unknown[] = [];
  const conditions = boundsOf(key, "t", range, params);
  return { text: `SELECT count(*)::text AS n FROM ${quoteTableName(spec.table)} t${where(conditions)}`, params };
}

/** The row as its columns' new values would be, compared in the target's own type: else a rounded value never agrees. */
export function pending(spec: BackfillSpec, targets: NonNullable<BackfillLayout["targets"]>): readonly string[] {
  const table = quoteName(spec.table.name);
  const different = Object.entries(spec.set).map(([name, expression]) => {
    const type = targets.find((it) => it.name === name)?.type ?? "text";
    return differs(`${table}.${quoteName(name)}`, `CAST(${inParentheses(expression)} AS ${type})`, type);
  });
  const changed = different.length === 1 ? different.join("") : `(${different.join(" OR ")})`;
  return [...(spec.where === null ? [] : [inParentheses(spec.where)]), changed];
}

export const assignments = ({ set }: BackfillSpec): string =>
  Object.entries(set)
    .map(([name, expression]) => `${quoteName(name)} = ${inParentheses(expression)}`)
    .join(", ");

/** The data statement of a batch. No alias: expressions may name the table. The assignment is not cast, so that a value too long fails. */
export function updateIn(spec: BackfillSpec, layout: Pick<BackfillLayout, "key" | "targets">, range: Range): Sql {
  const params: unknown[] = [];
  const table = quoteName(spec.table.name);
  const conditions = [...boundsOf(layout.key, table, range, params), ...pending(spec, layout.targets ?? [])];
  return { text: `UPDATE ${quoteTableName(spec.table)} SET ${assignments(spec)}${where(conditions)}`, params };
}
