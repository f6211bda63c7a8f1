import type { LockFacts } from "#core/domain/lock-facts.ts";
import type { TableRef } from "../introspector.ts";
import type { Statement } from "../statement-reader.ts";
import { SQLITE_LOCKS } from "./sqlite-locks.ts";
import { quoteName, quoteTableName } from "./sqlite-names.ts";
import { isName, isWord, type SqliteToken } from "./sqlite-tokens.ts";
import { readUpdate } from "./sqlite-update-text.ts";

/** What the words of a statement say; which names it needs is SQLite's own to tell. */
export interface StatementShape {
  readonly label: string;
  readonly readOnly: boolean;
  /** The table that it changes or defines. */
  readonly target: { readonly table: TableRef; readonly token: SqliteToken; readonly access: "write" | "ddl" } | null;
  readonly creates: Statement["creates"];
  readonly drops: Statement["drops"];
  readonly locks: LockFacts;
  readonly placement: Statement["placement"];
  readonly undo: string | null;
  readonly update: Statement["update"];
  /** Whether SQLite may be asked to prepare it: a PRAGMA acts when it is prepared. */
  readonly preparable: boolean;
}

type Placement = Statement["placement"];
const NONE = { tables: [], columns: [], indexes: [] };
const placed = (
  phase: "expand" | "backfill" | "verify" | "cutover" | "contract",
  why: string,
  kind: "sql" | "index" | "backfill" | "check" = "sql",
): Placement => ({ phase, kind, why });
const unplaced = (why: string): Placement => ({ phase: null, why });

function shape(
  label: string,
  locks: LockFacts,
  placement: Placement,
  rest: Partial<StatementShape> = {},
): StatementShape {
  const base = {
    readOnly: false,
    target: null,
    creates: NONE,
    drops: NONE,
    undo: null,
    update: null,
    preparable: true,
  };
  return { label, locks, placement, ...base, ...rest };
}

/** Reads tokens from left to right. */
class Cursor {
  readonly tokens: readonly SqliteToken[];
  at = 0;
  constructor(tokens: readonly SqliteToken[]) {
    this.tokens = tokens;
  }
  get next(): SqliteToken | undefined {
    return this.tokens[this.at];
  }
  skip(...words: readonly string[]): boolean {
    if (!isWord(this.next, ...words)) return false;
    this.at += 1;
    return true;
  }
  skipAll(...words: readonly string[]): void {
    for (const word of words) this.skip(word);
  }
  /** `name` or `schema.name`. */
  name(): { readonly table: TableRef; readonly token: SqliteToken } | null {
    const first = this.next;
    if (!isName(first)) return null;
    const second = this.tokens[this.at + 2];
    if (this.tokens[this.at + 1]?.text === "." && isName(second)) {
      this.at += 3;
      const isMain = first.name.toLowerCase() === "main";
      return { table: isMain ? { name: second.name } : { schema: first.name, name: second.name }, token: second };
    }
    this.at += 1;
    return { table: { name: first.name }, token: first };
  }
}

function createTable(cursor: Cursor): StatementShape {
  cursor.skipAll("IF", "NOT", "EXISTS");
  const named = cursor.name();
  const creates = { ...NONE, tables: named ? [named.table] : [] };
  const undo = named && `DROP TABLE ${quoteTableName(named.table)}`;
  return shape(
    "CREATE TABLE",
    SQLITE_LOCKS.catalog,
    placed("expand", "Adds a table that no running release reads yet."),
    { creates, undo },
  );
}

function createIndex(cursor: Cursor, label: string): StatementShape {
  cursor.skipAll("IF", "NOT", "EXISTS");
  const named = cursor.name();
  cursor.skip("ON");
  const on = cursor.name();
  const why = label.includes("UNIQUE")
    ? "Adds a rule that rows must keep from now on; duplicates make it fail."
    : "Adds an index; running releases do not see it.";
  return shape(label, SQLITE_LOCKS.createIndex, placed("expand", why, "index"), {
    target: on && { ...on, access: "ddl" },
    creates: { ...NONE, indexes: named ? [named.table.name] : [] },
    undo: named && `DROP INDEX ${quoteTableName(named.table)}`,
  });
}

function createTrigger(cursor: Cursor): StatementShape {
  cursor.skipAll("IF", "NOT", "EXISTS");
  const named = cursor.name();
  while (cursor.next && !isWord(cursor.next, "ON")) cursor.at += 1;
  cursor.skip("ON");
  const on = cursor.name();
  const placement = placed("expand", "Acts on every write from now on, in every program that opens the file.");
  return shape("CREATE TRIGGER", SQLITE_LOCKS.catalog, placement, {
    target: on && { ...on, access: "ddl" },
    undo: named && `DROP TRIGGER ${quoteTableName(named.table)}`,
  });
}

function createView(cursor: Cursor): StatementShape {
  cursor.skipAll("IF", "NOT", "EXISTS");
  const named = cursor.name();
  return shape(
    "CREATE VIEW",
    SQLITE_LOCKS.catalog,
    placed("expand", "Adds a view that no running release reads yet."),
    {
      creates: { ...NONE, tables: named ? [named.table] : [] },
      undo: named && `DROP VIEW ${quoteTableName(named.table)}`,
    },
  );
}

function create(cursor: Cursor): StatementShape {
  if (cursor.skip("TEMP", "TEMPORARY")) {
    return shape(
      "CREATE TEMP …",
      SQLITE_LOCKS.unknown,
      unplaced("Temporary objects end with the session that made them."),
    );
  }
  if (cursor.skip("TABLE")) return createTable(cursor);
  if (cursor.skip("UNIQUE")) {
    cursor.skip("INDEX");
    return createIndex(cursor, "CREATE UNIQUE INDEX");
  }
  if (cursor.skip("INDEX")) return createIndex(cursor, "CREATE INDEX");
  if (cursor.skip("TRIGGER")) return createTrigger(cursor);
  if (cursor.skip("VIEW")) return createView(cursor);
  if (cursor.skip("VIRTUAL")) {
    cursor.skip("TABLE");
    return { ...createTable(cursor), label: "CREATE VIRTUAL TABLE" };
  }
  return shape("CREATE …", SQLITE_LOCKS.unknown, unplaced("Sluice does not know this statement."));
}

const AFTER_TYPE = ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES"];

/** A column's type as it is written, which may be nothing at all. */
function typeIn(tokens: readonly SqliteToken[]): string {
  const end = tokens.findIndex((token) => isWord(token, ...AFTER_TYPE, "GENERATED", "AS") || token.text === ";");
  const own = end < 0 ? tokens : tokens.slice(0, end);
  return own
    .map(({ kind, text }, at) => (at > 0 && kind === "word" && own[at - 1]?.kind === "word" ? ` ${text}` : text))
    .join("");
}

function addColumn(cursor: Cursor, target: NonNullable<StatementShape["target"]>): StatementShape {
  const table = quoteTableName(target.table);
  const column = cursor.next;
  const rest = cursor.tokens.slice(cursor.at);
  const isChecked = rest.some(
    (token, at) => isWord(token, "CHECK") || (isWord(token, "NOT") && isWord(rest[at + 1], "NULL")),
  );
  const locks = isChecked ? SQLITE_LOCKS.addCheckedColumn : SQLITE_LOCKS.addColumn;
  return shape(
    "ALTER TABLE … ADD COLUMN",
    locks,
    placed("expand", "Adds a column that running releases do not name."),
    {
      target,
      creates: {
        ...NONE,
        columns: isName(column) ? [{ table: target.table, column: column.name, type: typeIn(rest.slice(1)) }] : [],
      },
      undo: isName(column) ? `ALTER TABLE ${table} DROP COLUMN ${quoteName(column.name)}` : null,
    },
  );
}

function alterRename(cursor: Cursor, target: NonNullable<StatementShape["target"]>): StatementShape {
  const table = quoteTableName(target.table);
  const why = "Running releases use the old name: they break at this moment.";
  if (cursor.skip("TO")) {
    const to = cursor.next;
    return shape("ALTER TABLE … RENAME TO", SQLITE_LOCKS.catalog, placed("cutover", why), {
      target,
      creates: { ...NONE, tables: isName(to) ? [{ name: to.name }] : [] },
      drops: { ...NONE, tables: [target.table] },
      undo: isName(to) ? `ALTER TABLE ${quoteName(to.name)} RENAME TO ${quoteName(target.table.name)}` : null,
    });
  }
  cursor.skip("COLUMN");
  const from = cursor.next;
  cursor.at += 1;
  cursor.skip("TO");
  const to = cursor.next;
  if (!isName(from) || !isName(to))
    return shape("ALTER TABLE … RENAME", SQLITE_LOCKS.catalog, placed("cutover", why), { target });
  return shape("ALTER TABLE … RENAME COLUMN", SQLITE_LOCKS.catalog, placed("cutover", why), {
    target,
    creates: { ...NONE, columns: [{ table: target.table, column: to.name }] },
    drops: { ...NONE, columns: [{ table: target.table, column: from.name }] },
    undo: `ALTER TABLE ${table} RENAME COLUMN ${quoteName(to.name)} TO ${quoteName(from.name)}`,
  });
}

function alterDrop(cursor: Cursor, target: NonNullable<StatementShape["target"]>): StatementShape {
  if (cursor.skip("CONSTRAINT")) {
    return shape(
      "ALTER TABLE … DROP CONSTRAINT",
      SQLITE_LOCKS.catalog,
      placed("expand", "Lifts a rule; nothing that runs can break by it."),
      { target },
    );
  }
  cursor.skip("COLUMN");
  const column = cursor.next;
  const why = "Takes the column away for good: no running release may name it.";
  return shape("ALTER TABLE … DROP COLUMN", SQLITE_LOCKS.dropColumn, placed("contract", why), {
    target,
    drops: { ...NONE, columns: isName(column) ? [{ table: target.table, column: column.name }] : [] },
  });
}

function alter(cursor: Cursor): StatementShape {
  cursor.skip("TABLE");
  const named = cursor.name();
  if (!named) return shape("ALTER TABLE", SQLITE_LOCKS.unknown, unplaced("It names no table."));
  const target = { ...named, access: "ddl" } as const;
  if (cursor.skip("RENAME")) return alterRename(cursor, target);
  if (cursor.skip("DROP")) return alterDrop(cursor, target);
  if (cursor.skip("ALTER")) {
    const sets = cursor.tokens.some((token) => isWord(token, "SET"));
    const placement = sets
      ? placed("contract", "Refuses NULLs from now on: no running release may write one.")
      : placed("expand", "Lifts a rule; nothing that runs can break by it.");
    return shape(
      `ALTER TABLE … ALTER COLUMN … ${sets ? "SET" : "DROP"} NOT NULL`,
      sets ? SQLITE_LOCKS.scan : SQLITE_LOCKS.catalog,
      placement,
      { target },
    );
  }
  cursor.skip("ADD");
  if (isWord(cursor.next, "CONSTRAINT", "CHECK")) {
    return shape(
      "ALTER TABLE … ADD CONSTRAINT",
      SQLITE_LOCKS.scan,
      placed("contract", "Adds a rule that running releases must keep."),
      { target },
    );
  }
  cursor.skip("COLUMN");
  return addColumn(cursor, target);
}

function drop(cursor: Cursor): StatementShape {
  const what = cursor.next?.text.toUpperCase() ?? "";
  cursor.at += 1;
  cursor.skipAll("IF", "EXISTS");
  const named = cursor.name();
  if (what === "INDEX") {
    return shape(
      "DROP INDEX",
      SQLITE_LOCKS.dropTable,
      placed("contract", "Takes the index away; queries that used it become slow.", "index"),
      {
        drops: { ...NONE, indexes: named ? [named.table.name] : [] },
      },
    );
  }
  if (what === "TRIGGER")
    return shape("DROP TRIGGER", SQLITE_LOCKS.catalog, placed("contract", "Ends what the trigger did."));
  const isTable = what === "TABLE";
  const why = isTable
    ? "Takes the table and its rows away for good; with foreign keys that cascade, rows of other tables go with them."
    : "Takes the view away: no running release may read it.";
  return shape(`DROP ${what}`, isTable ? SQLITE_LOCKS.dropTable : SQLITE_LOCKS.catalog, placed("contract", why), {
    target: named && { ...named, access: "ddl" },
    drops: { ...NONE, tables: named ? [named.table] : [] },
  });
}

function update(sql: string, cursor: Cursor): StatementShape {
  if (cursor.skip("OR")) cursor.at += 1;
  const named = cursor.name();
  const parts = named && readUpdate(sql, cursor.tokens, named.table);
  const placement = parts
    ? placed("backfill", "Changes rows in place: it runs in batches that can be paused.", "backfill")
    : placed(
        "backfill",
        "Changes rows in one transaction: its form (FROM, WITH, ORDER BY, RETURNING or an alias) cannot be cut into batches.",
      );
  return shape("UPDATE", SQLITE_LOCKS.write, placement, {
    target: named && { ...named, access: "write" },
    update: parts,
  });
}

function insert(cursor: Cursor): StatementShape {
  if (cursor.skip("OR")) cursor.at += 1;
  cursor.skip("INTO");
  const named = cursor.name();
  const target = named && ({ ...named, access: "write" } as const);
  return shape("INSERT", SQLITE_LOCKS.write, placed("expand", "Adds rows in one transaction."), { target });
}

function remove(cursor: Cursor): StatementShape {
  cursor.skip("FROM");
  const named = cursor.name();
  const target = named && ({ ...named, access: "write" } as const);
  return shape("DELETE", SQLITE_LOCKS.write, placed("contract", "Removes rows for good, in one transaction."), {
    target,
  });
}

/** The verb that follows the common table expressions of a WITH. */
function mainVerb(tokens: readonly SqliteToken[]): number {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0 && isWord(token, "SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE")) return at;
  }
  return 0;
}

const select = (): StatementShape =>
  shape("SELECT", SQLITE_LOCKS.read, placed("verify", "Only reads: it can be the query of a check.", "check"), {
    readOnly: true,
  });

const REFUSED: Readonly<Record<string, string>> = {
  BEGIN: "Sluice opens and ends transactions itself.",
  COMMIT: "Sluice opens and ends transactions itself.",
  END: "Sluice opens and ends transactions itself.",
  ROLLBACK: "Sluice opens and ends transactions itself.",
  SAVEPOINT: "Sluice opens and ends transactions itself.",
  RELEASE: "Sluice opens and ends transactions itself.",
  PRAGMA: "A PRAGMA changes the session or the file and not the schema; run it by hand.",
  ATTACH: "A migration changes one file.",
  DETACH: "A migration changes one file.",
  VACUUM: "VACUUM rewrites the whole file, cannot run in a transaction and may renumber rows; run it by hand.",
  EXPLAIN: "EXPLAIN changes nothing; remove it.",
};

/** Statements that must never reach the target inside a step's transaction, with the reason. */
export const refusalOf = (tokens: readonly SqliteToken[]): string | null =>
  REFUSED[tokens[0]?.text.toUpperCase() ?? ""] ?? null;

const analyze = (): StatementShape =>
  shape("ANALYZE", SQLITE_LOCKS.scan, placed("expand", "Renews the planner's statistics; harmless."));
const reindex = (): StatementShape =>
  shape("REINDEX", SQLITE_LOCKS.createIndex, placed("expand", "Builds the index anew."));

const READERS: Readonly<Record<string, (cursor: Cursor, sql: string) => StatementShape>> = {
  CREATE: create,
  ALTER: alter,
  DROP: drop,
  ANALYZE: analyze,
  REINDEX: reindex,
  UPDATE: (cursor, sql) => update(sql, cursor),
  INSERT: insert,
  REPLACE: insert,
  DELETE: remove,
  SELECT: select,
  VALUES: select,
};

/** Says what kind of statement the tokens are, what they make and take away, and where they belong. */
export function shapeOf(sql: string, tokens: readonly SqliteToken[]): StatementShape {
  const refusal = refusalOf(tokens);
  const verb = tokens[0]?.text.toUpperCase() ?? "";
  if (refusal) return shape(verb, SQLITE_LOCKS.unknown, unplaced(refusal), { preparable: false });
  const cursor = new Cursor(tokens);
  const start = verb === "WITH" ? mainVerb(tokens) : 0;
  cursor.at = start + 1;
  const read = READERS[tokens[start]?.text.toUpperCase() ?? ""];
  return read ? read(cursor, sql) : shape(verb, SQLITE_LOCKS.unknown, unplaced("Sluice does not know this statement."));
}
