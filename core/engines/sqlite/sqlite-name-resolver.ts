import { DomainError } from "#core/domain/domain-error.ts";
import type { DriverSession } from "../drivers.ts";
import { isSqliteError } from "./sqlite-errors.ts";
import { foldName, quoteName, quoteTableName, sameName } from "./sqlite-names.ts";
import { isName, isWord, placeOf, type SqliteToken } from "./sqlite-tokens.ts";

/** SQL to have SQLite prepare: `before` and `after` surround the text that a person wrote. */
export interface Asked {
  /** The whole text that was read; places are counted in it. */
  readonly source: string;
  readonly tokens: readonly SqliteToken[];
  readonly before: string;
  readonly after: string;
}
export interface FoundTable {
  readonly name: string;
  readonly token: SqliteToken | undefined;
}
export interface FoundColumn {
  /** `null` where it may belong to any of the tables. */
  readonly table: string | null;
  readonly column: string;
  readonly token: SqliteToken | undefined;
}
export interface Resolved {
  readonly tables: readonly FoundTable[];
  readonly columns: readonly FoundColumn[];
}

/** More names than this in one statement and something goes round in circles. */
const MOST_NAMES = 2_000;
/** A column of every stand-in table: a table needs one. */
const STUB = "sluice_stub";

const textOf = ({ source, tokens }: Asked): string => source.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);

async function failureOf(session: DriverSession, sql: string): Promise<string | null> {
  try {
    await session.query(`EXPLAIN ${sql}`);
    return null;
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return error.message;
  }
}

const SYNTAX =
  /^(near "|incomplete input|unrecognized token|unknown or unsupported|a JOIN clause|ORDER BY clause should|LIMIT clause should)/;

/** SQLite does not tell where it stumbled: the shortest beginning of the text that fails alike ends there. */
async function placeOfSyntaxError(session: DriverSession, asked: Asked, message: string): Promise<number> {
  const near =
    /^near "([\s\S]*)": syntax error$/.exec(message)?.[1] ?? /^unrecognized token: "([\s\S]*)"$/.exec(message)?.[1];
  const end = asked.tokens.at(-1)?.end ?? 0;
  if (near === undefined) return end;
  const start = asked.tokens[0]?.start ?? 0;
  for (const token of asked.tokens.filter((it) => it.text === near || it.text.startsWith(near.slice(0, 1)))) {
    if (token.text !== near && !near.startsWith(token.text)) continue;
    const failure = await failureOf(session, asked.before + asked.source.slice(start, token.end));
    if (
      failure !== null &&
      failure.startsWith("near") === message.startsWith("near") &&
      SYNTAX.test(failure) &&
      failure !== "incomplete input"
    ) {
      return token.start;
    }
  }
  return end;
}

export function invalid(source: string, offset: number, complaint: string): DomainError {
  // An unclosed quote runs into what we put after the text.
  const message = complaint.replace(/\n\)"?$/, '"');
  const place = placeOf(source, offset);
  return new DomainError("invalid-plan", `${message} (line ${place.line}, column ${place.column})`, {
    details: [{ message, ...place }],
  });
}

/** Failures that come from our stand-in tables, which have no keys and not all columns, and say nothing of the statement. */
const OF_STAND_INS = [
  /^table .* has \d+ columns but \d+ values were supplied$/,
  /^ON CONFLICT clause does not match/,
  /^unable to identify the object/,
  /^cannot modify .* because it is a view$/,
  /^no such index/,
  /^SELECTs to the left and right of/,
  /^(table|index|view|trigger) .* already exists$/,
  /^foreign key/,
  /^sub-select returns \d+ columns/,
];

class Resolver {
  readonly #session: DriverSession;
  readonly #asked: Asked;
  readonly tables: FoundTable[] = [];
  readonly columns: FoundColumn[] = [];

  constructor(session: DriverSession, asked: Asked) {
    this.#session = session;
    this.#asked = asked;
  }

  #token(name: string): SqliteToken | undefined {
    return this.#asked.tokens.find((token) => isName(token) && sameName(token.name, name));
  }

  /** The table that an alias or a table name stands for. */
  #tableOf(qualifier: string): string | null {
    if (this.tables.some((table) => sameName(table.name, qualifier))) return qualifier;
    const { tokens } = this.#asked;
    for (const [at, token] of tokens.entries()) {
      if (!isName(token) || !sameName(token.name, qualifier)) continue;
      const before = isWord(tokens[at - 1], "AS") ? tokens[at - 2] : tokens[at - 1];
      const table = isName(before) && this.tables.find((it) => sameName(it.name, before.name));
      if (table) return table.name;
    }
    return null;
  }

  async #addTable(message: string): Promise<boolean> {
    const found = /^no such (table|view): ([\s\S]+)$/.exec(message);
    if (!found?.[2]) return false;
    const schema = /^(main|temp)\./.exec(found[2])?.[0] ?? "";
    const name = this.#token(found[2]) ? found[2] : found[2].slice(schema.length);
    // Asked for twice, it is wanted in a schema that a file does not have.
    if (this.tables.some((table) => sameName(table.name, name))) return false;
    const ddl = found[1] === "view" ? `VIEW ${quoteName(name)} AS SELECT 1` : `TABLE ${quoteName(name)} (${STUB})`;
    await this.#session.query(`CREATE ${ddl}`);
    this.tables.push({ name, token: this.#token(name) });
    return true;
  }

  async #addColumn(message: string): Promise<"added" | "stuck" | null> {
    const inTable = /^table ([\s\S]+) has no column named ([\s\S]+)$/.exec(message);
    const bare = /^no such column: (?:"([\s\S]+?)"(?: - should this be .*)?|([\s\S]+))$/.exec(message);
    const written = inTable?.[2] ?? bare?.[1] ?? bare?.[2];
    if (written === undefined) return null;
    const parts = this.#token(written) ? [written] : written.split(".");
    const column = parts.at(-1) ?? written;
    const qualifier = inTable?.[1] ?? parts.at(-2);
    const known = qualifier === undefined ? null : this.#tableOf(qualifier);
    const table = known ?? (this.tables.length === 1 ? (this.tables[0]?.name ?? null) : null);
    if (!this.columns.some((it) => it.column === column && it.table === table)) {
      this.columns.push({ table, column, token: this.#token(column) });
    }
    return (await this.#extend(table, column)) ? "added" : "stuck";
  }

  /** Gives the column to its table, or else to the innermost that has none of that name. */
  async #extend(table: string | null, column: string): Promise<boolean> {
    for (const name of table === null ? this.tables.map((it) => it.name).reverse() : [table]) {
      const ddl = `ALTER TABLE ${quoteName(name)} ADD COLUMN ${quoteName(column)}`;
      const isAdded = await this.#session.query(ddl).then(
        () => true,
        () => false,
      );
      if (isAdded) return true;
    }
    return false;
  }

  async #addTrigger(message: string): Promise<boolean> {
    const name = /^no such trigger: ([\s\S]+)$/.exec(message)?.[1];
    if (name === undefined) return false;
    await this.#session.query(`CREATE TABLE IF NOT EXISTS ${STUB} (a)`);
    await this.#session.query(
      `CREATE TRIGGER ${quoteName(name.replace(/^main\./, ""))} AFTER INSERT ON ${STUB} BEGIN SELECT 1; END`,
    );
    return true;
  }

  async run(): Promise<Resolved> {
    const { before, after } = this.#asked;
    const sql = `${before}${textOf(this.#asked)}${after}`;
    for (let round = 0; round < MOST_NAMES; round += 1) {
      const message = await failureOf(this.#session, sql);
      if (message === null || OF_STAND_INS.some((pattern) => pattern.test(message))) break;
      if ((await this.#addTable(message)) || (await this.#addTrigger(message))) continue;
      const column = await this.#addColumn(message);
      if (column === null) throw await this.#refusal(message);
      if (column === "stuck") break;
    }
    return this;
  }

  async #refusal(message: string): Promise<DomainError> {
    const { source, tokens } = this.#asked;
    if (SYNTAX.test(message))
      return invalid(source, await placeOfSyntaxError(this.#session, this.#asked, message), message);
    const named = /: "?([^"]+?)"?$/.exec(message)?.[1];
    const token = named === undefined ? undefined : this.#token(foldName(named));
    return invalid(source, token?.start ?? tokens[0]?.start ?? 0, message);
  }
}

/**
 * Has SQLite prepare the statement in an empty database and answers each complaint about a missing name with a stand-in,
 * until it is content. What it asked for are the names that must exist.
 * @throws DomainError `invalid-plan` with line and column where it does not parse.
 */
export async function resolveNames(session: DriverSession, asked: Asked): Promise<Resolved> {
  await session.query("BEGIN");
  try {
    return await new Resolver(session, asked).run();
  } finally {
    await session.query("ROLLBACK");
  }
}

/** Stands in for the table of an expression. */
export const ROW_OF_TABLE = {
  table: quoteTableName({ name: "sluice_row" }),
  name: "sluice_row",
  column: quoteName(STUB),
};
