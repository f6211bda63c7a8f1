import type { Connection } from "../connection.ts";
import type { TableDetail } from "../introspector.ts";
import type { RowSource } from "../row-rule.ts";
import { readTable } from "./postgres-catalog.ts";
import { inParentheses, quoteName, quoteTableName, quoteText } from "./postgres-names.ts";
import { namesIn } from "./postgres-tokens.ts";

/** Columns of ours beside those of the row; names that no table has by accident. */
export const KEY = quoteName("~~sluice_key");
export const SHOWN = quoteName("~~sluice_shown");
const MOST_SHOWN_COLUMNS = 3;
const MOST_CHARACTERS = 60;

/** A table with what a query over its rows, as earlier steps leave them, is built of. */
export interface PostgresRows {
  readonly source: RowSource;
  readonly detail: TableDetail;
  /** The name that expressions may use for the table. */
  readonly alias: string;
}

/** `null`: there is no such table. */
export async function readRows(connection: Connection, source: RowSource): Promise<PostgresRows | null> {
  const detail = await readTable(connection, source.table);
  return detail && { source, detail, alias: quoteName(source.table.name) };
}

/** Types of the columns after all layers, as far as they can be told; a column that is not among them has none. */
export function typesAfter({ source, detail }: PostgresRows): ReadonlyMap<string, string | null> {
  const types = new Map<string, string | null>(detail.columns.map((it) => [it.name, it.type]));
  for (const { set, gone, types: own = {}, copy } of source.layers) {
    for (const name of copy ? [...types.keys()].filter((it) => !(it in set)) : gone) types.delete(name);
    for (const [name, sql] of Object.entries(set)) {
      if (sql === null) types.delete(name);
      else types.set(name, own[name] ?? types.get(name) ?? null);
    }
  }
  return types;
}

/** `id = 7`, by primary key, or by the row's place where there is none. */
function keySql({ detail, alias }: PostgresRows): string {
  const primary = detail.indexes.find((it) => it.primary)?.columns ?? [];
  const names = primary.flatMap((it) => it ?? []);
  if (names.length === 0) return `'row at ' || ${alias}.ctid::text`;
  return `concat_ws(', ', ${names.map((name) => named(alias, name)).join(", ")})`;
}

const cut = (sql: string): string => `left(${sql}::text, ${MOST_CHARACTERS})`;
const named = (alias: string, name: string): string =>
  `${quoteText(`${name} = `)} || coalesce(${cut(`${alias}.${quoteName(name)}`)}, 'NULL')`;

/** Values of the columns that an expression reads, as they are in the table now. */
function shownSql({ detail, alias }: PostgresRows, expressions: readonly string[]): string {
  const names = new Set(expressions.flatMap((it) => [...namesIn(it)]));
  const used = detail.columns.filter((it) => names.has(it.name)).slice(0, MOST_SHOWN_COLUMNS);
  const [only] = used;
  if (!only) return "NULL::text";
  if (used.length === 1) return `coalesce(${cut(`${alias}.${quoteName(only.name)}`)}, 'NULL')`;
  return `concat_ws(', ', ${used.map(({ name }) => named(alias, name)).join(", ")})`;
}

/** FROM item with the rows of `from` (a table of ours or a partition) that satisfy `where`, as the layers leave them. */
export function rowsSql(
  rows: PostgresRows,
  request: {
    readonly from: string;
    readonly where: string | null;
    readonly shown: readonly string[];
    /** Of its pages that the server picks; none: all. */
    readonly percent?: string | null;
  },
): string {
  const { alias, detail, source } = rows;
  const own = detail.columns.map((it) => `${alias}.${quoteName(it.name)}`);
  const where = request.where === null ? "" : ` WHERE ${request.where}`;
  const picked = request.percent ? ` TABLESAMPLE SYSTEM (${request.percent})` : "";
  const base = `SELECT ${[...own, `${keySql(rows)} AS ${KEY}`, `${shownSql(rows, request.shown)} AS ${SHOWN}`].join(", ")} FROM ${request.from} AS ${alias}${picked}${where}`;
  let query = base;
  for (const [at, { set, copy }] of source.layers.entries()) {
    const before = typesAfter({ ...rows, source: { ...source, layers: source.layers.slice(0, at) } });
    const after = typesAfter({ ...rows, source: { ...source, layers: source.layers.slice(0, at + 1) } });
    const kept = [...before.keys()].filter((name) => !(name in set) && after.has(name));
    const made = Object.entries(set).flatMap(([name, sql]) => {
      const type = after.get(name) ?? null;
      return sql === null ? [] : [`${type === null ? sql : `CAST(${sql} AS ${type})`} AS ${quoteName(name)}`];
    });
    const list = [...kept.map((name) => `${alias}.${quoteName(name)}`), ...made, KEY, SHOWN];
    query = `SELECT ${list.join(", ")} FROM (${query}) AS ${alias}${copy?.where ? ` WHERE ${inParentheses(copy.where)}` : ""}`;
  }
  return `(${query}) AS ${alias}`;
}

/** The rows as SQL names them: partitions too, children by inheritance not. */
export const wholeTable = ({ source, detail }: PostgresRows): string =>
  detail.kind === "partitioned table" ? quoteTableName(source.table) : `ONLY ${quoteTableName(source.table)}`;

/** Whether the value of an expression, given to a column of a type, does not fit: an explicit cast would cut it in silence. */
export function doesNotFit(expression: string, type: string): string | null {
  const [, word = "", length] = LENGTH.exec(type.toLowerCase()) ?? [];
  const value = inParentheses(expression);
  if (word === "") return null;
  const most = Number(length ?? 1);
  if (word.startsWith("bit varying") || word === "varbit") return `length(${value}::varbit) > ${most}`;
  if (word === "bit") return `length(${value}::varbit) <> ${most}`;
  if (length === undefined && /var/.test(word)) return null;
  // Spaces at the end are cut without an error.
  return `length(rtrim(${value}::text, ' ')) > ${most}`;
}
const LENGTH =
  /^(?:pg_catalog\.)?(character varying|varchar|character|char|bpchar|bit varying|varbit|bit)\s*(?:\(\s*(\d+)\s*\))?$/;
