import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey, KeyText } from "../backfill-store.ts";
import type { Connection, Row } from "../connection.ts";
import type { TableRef } from "../introspector.ts";
import { keyTextOf, partsOfKeyText } from "../key-text.ts";
import { quoteName, quoteTableName } from "./sqlite-names.ts";

type KeyColumn = BackfillKey["columns"][number];

/** How a storage class is rendered to text and bound again. Bound text needs its cast: in an expression it has no affinity. */
const CLASSES: Readonly<Record<string, { readonly render: (sql: string) => string; readonly bind: string }>> = {
  INTEGER: { render: (sql) => `CAST(${sql} AS TEXT)`, bind: "CAST(? AS INTEGER)" },
  TEXT: { render: (sql) => sql, bind: "CAST(? AS TEXT)" },
  BLOB: { render: (sql) => `hex(${sql})`, bind: "unhex(?)" },
};

const classOf = ({ name, type }: KeyColumn) => {
  const known = CLASSES[type];
  if (!known) throw new DomainError("internal", `Key column ${name} has the unknown storage class ${type}.`);
  return known;
};

export const columnOf = (name: string): string => `t.${quoteName(name)}`;

const tuple = (parts: readonly string[]): string => (parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(", ")})`);

/** `SELECT` list that renders the key; the names differ from the columns', by which ORDER BY would sort the text. */
export const renderedKey = (key: BackfillKey): string =>
  key.columns.map((column, at) => `${classOf(column).render(columnOf(column.name))} AS k${at}`).join(", ");

export const orderByKey = (key: BackfillKey, direction: "ASC" | "DESC" = "ASC"): string =>
  key.columns.map(({ name }) => `${columnOf(name)} ${direction}`).join(", ");

export const keyOf = (key: BackfillKey, row: Row): KeyText =>
  keyTextOf(key.columns.map((_, at) => String(row[`k${at}`])));

/** The key as `keyTextOf` writes it: SQLite escapes a JSON text as JavaScript does. */
export const keyTextSql = (key: BackfillKey): string =>
  `json_array(${key.columns.map((column) => classOf(column).render(columnOf(column.name))).join(", ")})`;

/** Exactly one row; its parameters are the parts of the key's text. */
export const isKey = (key: BackfillKey): string =>
  key.columns.map((column) => `${columnOf(column.name)} = ${classOf(column).bind}`).join(" AND ");

/** Exactly the row of a key text, which `text` is the SQL of. Repeats `text` for each column. */
export const isKeyOf = (key: BackfillKey, text: string): string =>
  key.columns
    .map((column, at) => `${columnOf(column.name)} = ${classOf(column).bind.replace("?", `(${text} ->> ${at})`)}`)
    .join(" AND ");

/** Rows of `(from, to]`; a key without parts is no bound. */
export function rangeOf(
  key: BackfillKey,
  from: KeyText,
  to: KeyText,
): { readonly sql: string; readonly params: readonly string[] } {
  const columns = tuple(key.columns.map(({ name }) => columnOf(name)));
  const bound = tuple(key.columns.map((column) => classOf(column).bind));
  const low = partsOfKeyText(from);
  const high = partsOfKeyText(to);
  const terms = [
    ...(low.length > 0 ? [`${columns} > ${bound}`] : []),
    ...(high.length > 0 ? [`${columns} <= ${bound}`] : []),
  ];
  return { sql: terms.length > 0 ? terms.join(" AND ") : "1", params: [...low, ...high] };
}

interface Candidate {
  readonly source: string;
  readonly columns: readonly { readonly name: string; readonly collation: string | null }[];
}

interface TableColumns {
  readonly rows: readonly Row[];
  readonly isWithoutRowid: boolean;
}

async function tableColumns(connection: Connection, table: TableRef): Promise<TableColumns> {
  const { rows } = await connection.query("SELECT * FROM pragma_table_xinfo(?) ORDER BY cid", [table.name]);
  const list = await connection.query(
    "SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE",
    [table.name],
  );
  const [found] = list.rows;
  if (!found) throw new DomainError("invalid-plan", `There is no table ${quoteTableName(table)} in the file.`);
  if (found.type !== "table") {
    throw new DomainError(
      "invalid-plan",
      `${quoteTableName(table)} is a ${String(found.type)}; a backfill changes the rows of a table.`,
    );
  }
  return { rows, isWithoutRowid: Number(found.wr) === 1 };
}

async function indexColumns(connection: Connection, index: string): Promise<readonly Row[]> {
  const { rows } = await connection.query(
    "SELECT name, coll, desc FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno",
    [index],
  );
  return rows;
}

async function candidates(connection: Connection, table: TableRef): Promise<readonly Candidate[]> {
  const { rows, isWithoutRowid } = await tableColumns(connection, table);
  const pk = rows.filter((row) => Number(row.pk) > 0).toSorted((a, b) => Number(a.pk) - Number(b.pk));
  const found: Candidate[] = [];
  const isRowid = pk.length === 1 && String(pk[0]?.type).toUpperCase() === "INTEGER" && !isWithoutRowid;
  const indexes = await connection.query(
    `SELECT name, origin FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0 ORDER BY origin = 'pk' DESC, name`,
    [table.name],
  );
  // `INTEGER PRIMARY KEY DESC` is no rowid alias and has an index of its own.
  const hasOwnIndex = indexes.rows.some((row) => row.origin === "pk");
  if (isRowid && !hasOwnIndex)
    found.push({ source: "primary key", columns: [{ name: String(pk[0]?.name), collation: null }] });
  for (const index of indexes.rows) {
    const columns = await indexColumns(connection, String(index.name));
    const named = columns.map(({ name }) => rows.find((row) => row.name === name));
    const isPrimary = index.origin === "pk";
    // An expression has no name; a NULL would be in no range.
    if (!named.every((row) => row !== undefined && (Number(row.notnull) === 1 || isPrimary))) continue;
    found.push({
      source: isPrimary ? "primary key" : `unique index ${String(index.name)}`,
      columns: columns.map(({ name, coll }) => ({ name: String(name), collation: String(coll) })),
    });
  }
  const taken = new Set(rows.map((row) => String(row.name).toLowerCase()));
  const rowid = ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name));
  // An INTEGER PRIMARY KEY is the rowid: where a backfill may not change the one, it may not walk the other.
  const isAlias = isRowid && !hasOwnIndex;
  if (!isWithoutRowid && rowid && !isAlias)
    found.push({ source: "rowid", columns: [{ name: rowid, collation: null }] });
  return found;
}

/** The one storage class that all values of the column have; `null` where they differ or may not be a key. */
async function storageClass(connection: Connection, table: TableRef, column: string): Promise<string | null> {
  const name = columnOf(column);
  // Text with a NUL would come back cut: it counts as a class of its own, which is no key.
  const kind = `CASE WHEN typeof(${name}) = 'text' AND instr(${name}, char(0)) > 0 THEN 'nul' ELSE typeof(${name}) END`;
  const { rows } = await connection.query(`SELECT DISTINCT ${kind} AS c FROM ${quoteTableName(table)} AS t`);
  const classes = rows.map((row) => String(row.c).toUpperCase());
  if (classes.length === 0) return "INTEGER";
  const [only] = classes;
  return classes.length === 1 && only !== undefined && only in CLASSES ? only : null;
}

async function typed(connection: Connection, table: TableRef, candidate: Candidate): Promise<BackfillKey | null> {
  const isRowid = candidate.columns.length === 1 && candidate.columns[0]?.collation === null;
  const columns: KeyColumn[] = [];
  for (const column of candidate.columns) {
    const type = isRowid ? "INTEGER" : await storageClass(connection, table, column.name);
    if (type === null) return null;
    columns.push({ ...column, type });
  }
  return { columns, source: candidate.source, ...(candidate.source === "rowid" ? { kind: "address" as const } : {}) };
}

/**
 * Chooses the columns that batches walk along: the primary key, else a unique index without NULLs, else the rowid, which
 * VACUUM may renumber where it is no INTEGER PRIMARY KEY.
 * @throws DomainError `invalid-plan` where none is usable, with what to add.
 */
export async function chooseKey(
  connection: Connection,
  table: TableRef,
  written: readonly string[],
): Promise<BackfillKey> {
  const isWritten = (name: string) => written.some((column) => column.toLowerCase() === name.toLowerCase());
  const refused: string[] = [];
  for (const candidate of await candidates(connection, table)) {
    if (candidate.columns.some(({ name }) => isWritten(name))) {
      refused.push(`${candidate.source}: the backfill changes it`);
      // An INTEGER PRIMARY KEY is the rowid: rows would move under the batches.
      if (candidate.source === "primary key") break;
      continue;
    }
    const key = await typed(connection, table, candidate);
    if (key) return key;
    refused.push(`${candidate.source}: its values are NULL, real, of several types, or texts with NUL`);
  }
  const why = refused.length > 0 ? ` (${refused.join("; ")})` : "";
  throw new DomainError(
    "invalid-plan",
    `Table ${quoteTableName(table)} has no key that batches can walk along${why}. ` +
      "Add a UNIQUE index over NOT NULL columns whose values are all integers, all texts or all blobs.",
  );
}
