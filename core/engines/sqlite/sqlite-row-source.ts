import type { Connection } from "../connection.ts";
import type { TableDetail } from "../introspector.ts";
import type { RowSource } from "../row-rule.ts";
import { sqliteIntrospector } from "./sqlite-introspector.ts";
import { foldName, inParentheses, quoteName, quoteTableName, quoteText, sameName } from "./sqlite-names.ts";
import { isName, tokensOf } from "./sqlite-tokens.ts";

export const KEY = quoteName("~~sluice_key");
export const SHOWN = quoteName("~~sluice_shown");
const MOST_SHOWN_COLUMNS = 3;
const MOST_CHARACTERS = 60;

export interface SqliteRows {
  readonly source: RowSource;
  readonly detail: TableDetail;
  readonly alias: string;
  /** A name of the row's address that no column hides; `null`: the table has none. */
  readonly rowid: string | null;
}

export async function readRows(connection: Connection, source: RowSource): Promise<SqliteRows | null> {
  const detail = await sqliteIntrospector.table(connection, source.table);
  if (!detail) return null;
  const { rows } = await connection.query("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", [
    detail.name,
  ]);
  const free = ["rowid", "_rowid_", "oid"].find((name) => !detail.columns.some((it) => sameName(it.name, name)));
  const rowid = Number(rows[0]?.wr ?? 0) === 1 || detail.kind !== "table" ? null : (free ?? null);
  return { source, detail, alias: quoteName(detail.name), rowid };
}

const cut = (sql: string): string => `substr(CAST(${sql} AS TEXT), 1, ${MOST_CHARACTERS})`;
const shownValue = (alias: string, name: string): string => `coalesce(${cut(`${alias}.${quoteName(name)}`)}, 'NULL')`;
const named = (alias: string, name: string): string => `${quoteText(`${name} = `)} || ${shownValue(alias, name)}`;

function keySql({ detail, alias, rowid }: SqliteRows): string {
  const names = detail.indexes.find((it) => it.primary)?.columns.flatMap((it) => it ?? []) ?? [];
  const own = names.length > 0 ? names : detail.columns.filter((it) => it.identity).map((it) => it.name);
  if (own.length > 0) return own.map((name) => named(alias, name)).join(" || ', ' || ");
  return rowid === null ? "'a row'" : `'row ' || ${alias}.${rowid}`;
}

function shownSql({ detail, alias }: SqliteRows, expressions: readonly string[]): string {
  const names = new Set(expressions.flatMap((it) => tokensOf(it).filter(isName)).map((it) => foldName(it.name)));
  const used = detail.columns.filter((it) => names.has(foldName(it.name))).slice(0, MOST_SHOWN_COLUMNS);
  const [only] = used;
  if (!only) return "NULL";
  if (used.length === 1) return shownValue(alias, only.name);
  return used.map(({ name }) => named(alias, name)).join(" || ', ' || ");
}

/** FROM item with the rows that satisfy `where`, as the layers leave them. */
export function rowsSql(
  rows: SqliteRows,
  request: { readonly where: string | null; readonly shown: readonly string[] },
): string {
  const { alias, detail, source } = rows;
  const own = detail.columns.map((it) => `${alias}.${quoteName(it.name)} AS ${quoteName(it.name)}`);
  const where = request.where === null ? "" : ` WHERE ${request.where}`;
  let columns = detail.columns.map((it) => it.name);
  let query = `SELECT ${own.join(", ")}, ${keySql(rows)} AS ${KEY}, ${shownSql(rows, request.shown)} AS ${SHOWN} FROM ${quoteTableName({ name: detail.name })} AS ${alias}${where}`;
  for (const { set, gone, copy } of source.layers) {
    const isSet = (name: string) => Object.keys(set).some((it) => sameName(it, name));
    const kept = copy ? [] : columns.filter((name) => !isSet(name) && !gone.some((it) => sameName(it, name)));
    const made = Object.entries(set).flatMap(([name, sql]) => (sql === null ? [] : [[name, sql] as const]));
    const list = [
      ...kept.map((name) => `${alias}.${quoteName(name)} AS ${quoteName(name)}`),
      ...made.map(([name, sql]) => `${sql} AS ${quoteName(name)}`),
      KEY,
      SHOWN,
    ];
    const filter = copy?.where ? ` WHERE ${inParentheses(copy.where)}` : "";
    query = `SELECT ${list.join(", ")} FROM (${query}) AS ${alias}${filter}`;
    columns = [...kept, ...made.map(([name]) => name)];
  }
  return `(${query}) AS ${alias}`;
}
