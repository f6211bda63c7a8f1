import type { ConditionSpec, QuerySpec } from "#core/analysis/change-specs.ts";
import type { WrittenName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, ObjectKind, SchemaChange } from "#core/analysis/schema-change.ts";
import { isTableConstraint, type PlaceOf, readColumn, readTableConstraint } from "./sqlite-read-column.ts";
import { afterParentheses, splitAtCommas } from "./sqlite-table-text.ts";
import { isName, isWord, type SqliteToken } from "./sqlite-tokens.ts";

interface Source {
  readonly sql: string;
  readonly placeOf: PlaceOf;
  readonly tokens: readonly SqliteToken[];
}

/** Reads tokens from left to right. */
class Cursor {
  readonly source: Source;
  at = 0;
  constructor(source: Source) {
    this.source = source;
  }
  get next(): SqliteToken | undefined {
    return this.source.tokens[this.at];
  }
  get rest(): readonly SqliteToken[] {
    return this.source.tokens.slice(this.at);
  }
  get place() {
    return this.source.placeOf(this.next?.start ?? this.source.tokens[0]?.start ?? 0);
  }
  skip(...words: readonly string[]): boolean {
    if (!isWord(this.next, ...words)) return false;
    this.at += 1;
    return true;
  }
  exists(): boolean {
    if (!this.skip("IF")) return false;
    this.skip("NOT");
    return this.skip("EXISTS");
  }
  word(): string {
    const name = this.next?.name ?? "";
    this.at += 1;
    return name;
  }
  name(): WrittenName {
    const first = this.word();
    if (this.next?.text !== ".") return { name: first };
    this.at += 1;
    const name = this.word();
    return first.toLowerCase() === "main" ? { name } : { schema: first, name };
  }
}

const SCHEMA_FREE = { orReplace: false } as const;

function createTable(cursor: Cursor, temporary: boolean): SchemaChange {
  const ifNotExists = cursor.exists();
  const { place } = cursor;
  const table = cursor.name();
  const isQuery = isWord(cursor.next, "AS");
  const body = cursor.next?.text === "(" ? cursor.rest.slice(1, afterParentheses(cursor.rest, 0) - 1) : [];
  const parts = splitAtCommas(body).filter((it) => it.length > 0);
  return {
    ...SCHEMA_FREE,
    kind: "create-table",
    place,
    table,
    ifNotExists,
    persistence: temporary ? "temporary" : "permanent",
    spec: {
      columns: parts.filter((it) => !isTableConstraint(it[0])).map((it) => readColumn(cursor.source, it)),
      constraints: parts
        .filter((it) => isTableConstraint(it[0]))
        .flatMap((it) => readTableConstraint(cursor.source, it) ?? []),
      like: [],
      inherits: [],
      partitionOf: null,
      partitionKey: null,
      ofType: null,
      query: isQuery ? queryOf(cursor.rest) : null,
      options: {},
    },
  };
}

/** Relations after FROM, JOIN and INTO, as far as the words tell. */
function queryOf(tokens: readonly SqliteToken[]): QuerySpec {
  const sources = tokens.flatMap((it, at) => {
    const before = tokens[at - 1];
    return isName(it) && isWord(before, "FROM", "JOIN") ? [{ name: it.name }] : [];
  });
  const star = tokens.some(
    (it, at) =>
      it.text === "*" &&
      (isWord(tokens[at - 1], "SELECT") || tokens[at - 1]?.text === "," || tokens[at - 1]?.text === "."),
  );
  return { sources, columns: [], selectsStar: star, calls: [] };
}

function createIndex(cursor: Cursor, unique: boolean): SchemaChange {
  cursor.skip("INDEX");
  const ifNotExists = cursor.exists();
  const name = cursor.name();
  cursor.skip("ON");
  const { place } = cursor;
  const table = cursor.name();
  const end = afterParentheses(cursor.rest, 0);
  const keys = splitAtCommas(cursor.rest.slice(1, end - 1)).filter((it) => it.length > 0);
  const where = cursor.rest.slice(end + 1);
  const { sql } = cursor.source;
  const text = (tokens: readonly SqliteToken[]) => sql.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
  const isPlain = (key: readonly SqliteToken[]) =>
    isName(key[0]) && (key.length === 1 || isWord(key[1], "ASC", "DESC", "COLLATE"));
  const expressions = [...keys.filter((it) => !isPlain(it)).flat(), ...where];
  return {
    kind: "create-index",
    place,
    index: {
      name: name.name,
      table,
      unique,
      method: "btree",
      keys: keys.map((it) => ({
        column: isPlain(it) ? (it[0]?.name ?? null) : null,
        expression: isPlain(it) ? null : text(it),
        operatorClass: null,
      })),
      include: [],
      expressionColumns: expressions.filter(isName).map((it) => it.name),
      where: where.length > 0 ? text(where) : null,
      options: {},
    },
    concurrently: false,
    ifNotExists,
    only: false,
  };
}

function create(cursor: Cursor): SchemaChange {
  const temporary = cursor.skip("TEMP", "TEMPORARY");
  if (cursor.skip("TABLE")) return createTable(cursor, temporary);
  if (cursor.skip("UNIQUE")) return createIndex(cursor, true);
  if (isWord(cursor.next, "INDEX")) return createIndex(cursor, false);
  if (cursor.skip("VIEW")) {
    const ifNotExists = cursor.exists();
    const { place } = cursor;
    return {
      kind: "create-view",
      place,
      view: cursor.name(),
      materialized: false,
      query: queryOf(cursor.rest),
      withData: false,
      ifNotExists,
      ...SCHEMA_FREE,
    };
  }
  if (cursor.skip("TRIGGER")) {
    cursor.exists();
    const { name } = cursor.name();
    while (cursor.next && !isWord(cursor.next, "ON")) cursor.at += 1;
    cursor.skip("ON");
    const { place } = cursor;
    return {
      kind: "create-trigger",
      place,
      table: cursor.name(),
      only: false,
      ifExists: false,
      name,
      function: null,
      orReplace: false,
      constraint: false,
      when: null,
    };
  }
  if (cursor.skip("VIRTUAL")) {
    cursor.skip("TABLE");
    return createTable(cursor, false);
  }
  return { kind: "other", place: cursor.place, label: "CREATE" };
}

function alter(cursor: Cursor): SchemaChange {
  cursor.skip("TABLE");
  const { place } = cursor;
  const at = { table: cursor.name(), only: false, ifExists: false, place };
  if (cursor.skip("RENAME")) {
    if (cursor.skip("TO")) return { ...at, kind: "rename-table", to: cursor.word() };
    cursor.skip("COLUMN");
    const column = cursor.word();
    cursor.skip("TO");
    return { ...at, kind: "rename-column", column, to: cursor.word() };
  }
  if (cursor.skip("DROP")) {
    if (cursor.skip("CONSTRAINT"))
      return { ...at, kind: "drop-constraint", name: cursor.word(), constraintIfExists: false, cascade: false };
    cursor.skip("COLUMN");
    return {
      ...at,
      place: cursor.place,
      kind: "drop-column",
      column: cursor.word(),
      columnIfExists: false,
      cascade: false,
    };
  }
  if (cursor.skip("ALTER")) return alterColumn(cursor, at);
  cursor.skip("ADD");
  if (isWord(cursor.next, "CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN")) {
    const constraint = readTableConstraint(cursor.source, cursor.rest);
    return constraint
      ? { ...at, place: cursor.place, kind: "add-constraint", constraint }
      : { kind: "other", place, label: "ALTER TABLE … ADD" };
  }
  cursor.skip("COLUMN");
  const column = readColumn(cursor.source, cursor.rest);
  return { ...at, place: column.place, kind: "add-column", column, ifNotExists: false };
}

function alterColumn(
  cursor: Cursor,
  at: Pick<ChangeOf<"rename-table">, "table" | "only" | "ifExists" | "place">,
): SchemaChange {
  cursor.skip("COLUMN");
  const { place } = cursor;
  const column = cursor.word();
  const sets = cursor.skip("SET");
  cursor.skip("DROP");
  const isNotNull = isWord(cursor.next, "NOT") && isWord(cursor.rest[1], "NULL");
  return isNotNull
    ? { ...at, place, kind: sets ? "set-not-null" : "drop-not-null", column }
    : { kind: "other", place, label: "ALTER TABLE … ALTER COLUMN" };
}

function drop(cursor: Cursor): SchemaChange {
  const object = cursor.word().toLowerCase();
  const how = { ifExists: cursor.exists(), cascade: false, place: cursor.place };
  const name = cursor.name();
  if (object === "table") return { ...how, kind: "drop-table", tables: [name] };
  if (object === "index") return { ...how, kind: "drop-index", indexes: [name], concurrently: false };
  const kind: ObjectKind = object === "view" || object === "trigger" ? object : "other";
  return { ...how, kind: "drop-object", object: kind, names: [name] };
}

function condition(cursor: Cursor): ConditionSpec {
  const where = cursor.rest.findIndex((it) => isWord(it, "WHERE"));
  const tokens = where < 0 ? [] : cursor.rest.slice(where + 1);
  const [first] = tokens;
  if (!first) return { kind: "none", text: null, weaknesses: [] };
  const text = cursor.source.sql.slice(first.start, tokens.at(-1)?.end);
  return {
    kind: /^\(*\s*(1|true|1\s*=\s*1)\s*\)*$/i.test(text) ? "always-true" : "some",
    text,
    weaknesses: /=\s*null\b/i.test(text) ? ["equals-null"] : [],
  };
}

function update(cursor: Cursor): SchemaChange {
  if (cursor.skip("OR")) cursor.at += 1;
  const { place } = cursor;
  const table = cursor.name();
  const from = cursor.rest.findIndex((it) => isWord(it, "SET"));
  const end = cursor.rest.findIndex((it, at) => at > from && isWord(it, "WHERE", "FROM", "RETURNING"));
  const set = splitAtCommas(cursor.rest.slice(from + 1, end < 0 ? undefined : end)).flatMap((it) =>
    isName(it[0]) ? [it[0].name] : [],
  );
  return { kind: "update", place, table, set, where: condition(cursor), query: queryOf(cursor.rest), only: false };
}

function insert(cursor: Cursor): SchemaChange {
  if (cursor.skip("OR")) cursor.at += 1;
  cursor.skip("INTO");
  const { place } = cursor;
  const table = cursor.name();
  const listed = cursor.next?.text === "(" ? cursor.rest.slice(1, afterParentheses(cursor.rest, 0) - 1) : [];
  const values = cursor.rest.findIndex((it) => isWord(it, "VALUES"));
  const rows = values < 0 ? null : splitAtCommas(cursor.rest.slice(values + 1)).length;
  const isQuery = cursor.rest.some((it) => isWord(it, "SELECT"));
  return {
    kind: "insert",
    place,
    table,
    columns: listed.length > 0 ? listed.filter(isName).map((it) => it.name) : null,
    rows,
    query: isQuery ? queryOf(cursor.rest) : null,
    onConflict: cursor.rest.some((it) => isWord(it, "CONFLICT")),
    ordersAtRandom: /\border\s+by\s+random\s*\(/i.test(
      cursor.source.sql.slice(cursor.next?.start ?? 0, cursor.rest.at(-1)?.end),
    ),
  };
}

type Reader = (cursor: Cursor) => SchemaChange;
const transaction =
  (action: ChangeOf<"transaction">["action"]): Reader =>
  ({ place }) => ({ kind: "transaction", place, action });

const READERS: Readonly<Record<string, Reader>> = {
  CREATE: create,
  ALTER: alter,
  DROP: drop,
  UPDATE: update,
  INSERT: insert,
  REPLACE: insert,
  DELETE: (cursor) => {
    cursor.skip("FROM");
    const { place } = cursor;
    return {
      kind: "delete",
      place,
      table: cursor.name(),
      where: condition(cursor),
      query: queryOf(cursor.rest),
      only: false,
    };
  },
  SELECT: (cursor) => ({ kind: "select", place: cursor.place, query: queryOf(cursor.source.tokens), locks: [] }),
  VALUES: (cursor) => ({ kind: "select", place: cursor.place, query: queryOf([]), locks: [] }),
  BEGIN: transaction("begin"),
  COMMIT: transaction("commit"),
  END: transaction("commit"),
  ROLLBACK: (cursor) => transaction(cursor.rest.some((it) => isWord(it, "TO")) ? "rollback-to" : "rollback")(cursor),
  SAVEPOINT: transaction("savepoint"),
  RELEASE: transaction("release"),
  PRAGMA: (cursor) => {
    const { place } = cursor;
    const { name } = cursor.name();
    return {
      kind: "pragma",
      place,
      name: name.toLowerCase(),
      value: cursor.rest.find(({ kind }) => kind !== "symbol")?.name ?? null,
    };
  },
  VACUUM: ({ place }) => ({ kind: "vacuum", place, tables: [], full: true }),
  ANALYZE: ({ place }) => ({ kind: "analyze", place, tables: [] }),
  REINDEX: (cursor) => ({
    kind: "reindex",
    place: cursor.place,
    target: cursor.next ? "index" : "database",
    name: cursor.next ? cursor.name() : null,
    concurrently: false,
  }),
  ATTACH: ({ place }) => ({ kind: "pragma", place, name: "attach", value: null }),
  DETACH: ({ place }) => ({ kind: "pragma", place, name: "detach", value: null }),
  EXPLAIN: (cursor) => ({ kind: "explain", place: cursor.place, runs: false, query: queryOf(cursor.rest) }),
};

/** What one statement changes. */
export function readChanges(source: Source): SchemaChange {
  const cursor = new Cursor(source);
  const { place } = cursor;
  const main = isWord(cursor.next, "WITH") ? outermost(source.tokens) : 0;
  cursor.at = main + 1;
  const read = READERS[source.tokens[main]?.text.toUpperCase() ?? ""];
  const change = read?.(cursor) ?? { kind: "other" as const, place, label: source.tokens[0]?.text.toUpperCase() ?? "" };
  return change;
}

/** The verb of a statement that begins with WITH. */
function outermost(tokens: readonly SqliteToken[]): number {
  let depth = 0;
  const at = tokens.findIndex((token) => {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    return depth === 0 && isWord(token, "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES");
  });
  return at < 0 ? 0 : at;
}
