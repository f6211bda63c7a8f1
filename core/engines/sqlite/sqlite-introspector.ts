import { createHash } from "node:crypto";
import type { Connection, Row } from "../connection.ts";
import type {
  ColumnDetail,
  ConstraintDetail,
  IndexDetail,
  Introspector,
  SchemaNames,
  TableDetail,
  TableRef,
  TableSummary,
} from "../introspector.ts";
import { quoteName } from "./sqlite-names.ts";
import { probeSqlite } from "./sqlite-probe.ts";
import { readTableText, type TableText } from "./sqlite-table-text.ts";

/** Above this size, counting rows and pages would keep the disk busy for seconds: only estimates are given. */
const COUNTED_BYTES = 256 * 1024 * 1024;

const text = (row: Row, column: string): string => String(row[column] ?? "");
const textOrNull = (row: Row, column: string): string | null => (row[column] == null ? null : String(row[column]));
const number = (row: Row | undefined, column: string): number => Number(row?.[column] ?? 0);

async function fileBytes(connection: Connection): Promise<number> {
  const { rows } = await connection.query(
    "SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size",
  );
  return number(rows[0], "n");
}

/** Sluice's own tables and SQLite's are not the user's. */
const USERS_TABLES = `FROM pragma_table_list l JOIN sqlite_schema s ON s.name = l.name AND s.type IN ('table', 'view')
  WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND l.name NOT LIKE 'sluice\\_%' ESCAPE '\\'`;

async function pageBytes(connection: Connection): Promise<Map<string, number>> {
  const { rows } = await connection.query("SELECT name, pgsize AS bytes FROM dbstat WHERE aggregate = TRUE");
  return new Map(rows.map((row) => [text(row, "name"), number(row, "bytes")]));
}

async function analyzedRows(connection: Connection): Promise<Map<string, number>> {
  const known = await connection.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  if (known.rows.length === 0) return new Map();
  const { rows } = await connection.query("SELECT tbl, max(CAST(stat AS INTEGER)) AS n FROM sqlite_stat1 GROUP BY tbl");
  return new Map(rows.map((row) => [text(row, "tbl"), number(row, "n")]));
}

async function highestRowid(connection: Connection, name: string): Promise<number | null> {
  const { rows } = await connection.query(`SELECT max(_rowid_) AS n FROM ${quoteName(name)}`);
  return number(rows[0], "n");
}

async function rowsOf(connection: Connection, name: string): Promise<number> {
  const { rows } = await connection.query(`SELECT count(*) AS n FROM ${quoteName(name)}`);
  return number(rows[0], "n");
}

interface Sizes {
  readonly countable: boolean;
  readonly bytes: ReadonlyMap<string, number>;
  readonly analyzed: ReadonlyMap<string, number>;
}

async function sizes(connection: Connection): Promise<Sizes> {
  const countable = (await fileBytes(connection)) <= COUNTED_BYTES;
  return {
    countable,
    bytes: countable ? await pageBytes(connection) : new Map(),
    analyzed: await analyzedRows(connection),
  };
}

async function summarize(connection: Connection, row: Row, known: Sizes): Promise<TableSummary> {
  const name = text(row, "name");
  const kind = text(row, "type") === "view" ? "view" : "table";
  const isStored = text(row, "type") === "table";
  const estimate = async () => {
    if (known.countable) return await rowsOf(connection, name);
    return known.analyzed.get(name) ?? (number(row, "wr") === 1 ? null : await highestRowid(connection, name));
  };
  return {
    schema: null,
    name,
    kind,
    rowEstimate: isStored ? await estimate() : null,
    bytes: known.bytes.get(name) ?? null,
    lastAnalyzedAt: null,
  };
}

async function tables(connection: Connection): Promise<readonly TableSummary[]> {
  const known = await sizes(connection);
  const { rows } = await connection.query(`SELECT l.name, l.type, l.wr ${USERS_TABLES} ORDER BY l.name`);
  const found: TableSummary[] = [];
  for (const row of rows) found.push(await summarize(connection, row, known));
  return found;
}

async function columns(connection: Connection, name: string, source: TableText): Promise<ColumnDetail[]> {
  const { rows } = await connection.query("SELECT * FROM pragma_table_xinfo(?) ORDER BY cid", [name]);
  const keys = rows.filter((row) => number(row, "pk") > 0);
  return rows.map((row) => {
    const column = text(row, "name");
    const isRowid = keys.length === 1 && number(row, "pk") === 1 && text(row, "type").toUpperCase() === "INTEGER";
    return {
      name: column,
      type: text(row, "type"),
      nullable: number(row, "notnull") === 0 && !isRowid,
      default: textOrNull(row, "dflt_value"),
      generated: number(row, "hidden") >= 2,
      identity: isRowid,
      collation: source.collations.get(column) ?? null,
    };
  });
}

async function indexes(connection: Connection, name: string): Promise<IndexDetail[]> {
  const { rows } = await connection.query(
    `SELECT l.name, l."unique" AS uniq, l.origin, l.partial, s.sql FROM pragma_index_list(?) l
     LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = l.name ORDER BY l.name`,
    [name],
  );
  const found: IndexDetail[] = [];
  for (const row of rows) {
    const parts = await connection.query("SELECT name FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno", [
      row.name,
    ]);
    const names = parts.rows.map((part) => textOrNull(part, "name"));
    const primary = text(row, "origin") === "pk";
    const implied = `${primary ? "PRIMARY KEY" : "UNIQUE"} (${names.map((it) => quoteName(it ?? "?")).join(", ")})`;
    found.push({
      name: text(row, "name"),
      definition: textOrNull(row, "sql") ?? implied,
      columns: names,
      unique: number(row, "uniq") === 1,
      primary,
      valid: true,
      partial: number(row, "partial") === 1,
      bytes: null,
    });
  }
  return found;
}

async function foreignKeys(connection: Connection, name: string): Promise<ConstraintDetail[]> {
  const { rows } = await connection.query("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", [name]);
  const byId = Map.groupBy(rows, (row) => text(row, "id"));
  return [...byId].map(([id, parts]) => {
    const [first] = parts;
    const from = parts.map((part) => quoteName(text(part, "from"))).join(", ");
    const to = parts.flatMap((part) => (part.to == null ? [] : [quoteName(text(part, "to"))])).join(", ");
    const target = `${quoteName(text(first ?? {}, "table"))}${to && ` (${to})`}`;
    const actions = `ON UPDATE ${text(first ?? {}, "on_update")} ON DELETE ${text(first ?? {}, "on_delete")}`;
    return {
      name: `foreign key ${id}`,
      kind: "foreign key",
      definition: `FOREIGN KEY (${from}) REFERENCES ${target} ${actions}`,
      validated: true,
    };
  });
}

async function constraints(connection: Connection, name: string, source: TableText): Promise<ConstraintDetail[]> {
  const { rows } = await connection.query("SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", [name]);
  const uniques = await connection.query("SELECT name FROM pragma_index_list(?) WHERE origin = 'u' ORDER BY name", [
    name,
  ]);
  const key = rows.map((row) => quoteName(text(row, "name"))).join(", ");
  const found: ConstraintDetail[] = key
    ? [{ name: "primary key", kind: "primary key", definition: `PRIMARY KEY (${key})`, validated: true }]
    : [];
  const known = await indexes(connection, name);
  for (const row of uniques.rows) {
    const index = known.find((it) => it.name === text(row, "name"));
    found.push({ name: text(row, "name"), kind: "unique", definition: index?.definition ?? "UNIQUE", validated: true });
  }
  found.push(...(await foreignKeys(connection, name)));
  for (const [at, check] of source.checks.entries()) {
    found.push({ name: check.name ?? `check ${at + 1}`, kind: "check", definition: check.definition, validated: true });
  }
  return found;
}

async function table(connection: Connection, ref: TableRef): Promise<TableDetail | null> {
  if (ref.schema !== undefined && ref.schema !== "main") return null;
  const { rows } = await connection.query(
    `SELECT l.name, l.type, l.wr, s.sql ${USERS_TABLES} AND l.name = ? COLLATE NOCASE`,
    [ref.name],
  );
  const [row] = rows;
  if (!row) return null;
  const name = text(row, "name");
  const source = readTableText(text(row, "sql"));
  const triggers = await connection.query(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY name",
    [name],
  );
  return {
    ...(await summarize(connection, row, await sizes(connection))),
    columns: await columns(connection, name, source),
    indexes: await indexes(connection, name),
    constraints: await constraints(connection, name, source),
    triggers: triggers.rows.map((it) => ({ name: text(it, "name"), definition: text(it, "sql") })),
  };
}

/** Columns, keys and constraints of a table as data, without what changes by itself. */
async function shapeOf(connection: Connection, ref: TableRef): Promise<unknown> {
  const { rows } = await connection.query(
    `SELECT l.name, l.wr, l.strict, s.sql ${USERS_TABLES} AND l.name = ? COLLATE NOCASE`,
    [ref.name],
  );
  const [row] = rows;
  if (!row) return [ref.name, null];
  const name = text(row, "name");
  const source = readTableText(text(row, "sql"));
  const keys = (await indexes(connection, name)).filter((index) => index.unique);
  return [
    name,
    text(row, "wr"),
    text(row, "strict"),
    await columns(connection, name, source),
    keys.map(({ columns: parts, definition, partial }) => [parts, definition, partial]),
    await constraints(connection, name, source),
  ];
}

async function names(connection: Connection): Promise<SchemaNames> {
  const { rows } = await connection.query(
    `SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND tbl_name IN (SELECT l.name ${USERS_TABLES}) ORDER BY name`,
  );
  return {
    indexes: rows.map((row) => ({ schema: null, name: text(row, "name"), table: text(row, "tbl_name") })),
    enums: [],
  };
}

async function fingerprint(connection: Connection, refs: readonly TableRef[]): Promise<string> {
  const shapes: unknown[] = [];
  const names = [...new Map(refs.map((ref) => [ref.name, ref])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const ref of names) shapes.push(await shapeOf(connection, ref));
  return createHash("sha256").update(JSON.stringify(shapes)).digest("hex");
}

/** Reads the schema through SQLite's pragmas and, where these are silent, the text that it keeps. */
export const sqliteIntrospector: Introspector = {
  probe: probeSqlite,
  tables,
  table,
  names,
  activity: async () => ({
    longTransactions: [],
    lockWaits: [],
    gaps: ["SQLite keeps no list of sessions: who holds or awaits the file's lock cannot be seen."],
  }),
  holders: async () => [],
  fingerprint,
};
