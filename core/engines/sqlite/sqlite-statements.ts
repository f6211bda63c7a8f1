import { DomainError } from "#core/domain/domain-error.ts";
import type { DriverSession, SqliteDriver } from "../drivers.ts";
import type { TableRef } from "../introspector.ts";
import type { ColumnUse, Statement, StatementReader } from "../statement-reader.ts";
import { invalid, type Resolved, ROW_OF_TABLE, resolveNames } from "./sqlite-name-resolver.ts";
import { quoteName, quoteTableName, sameName } from "./sqlite-names.ts";
import { type StatementShape, shapeOf } from "./sqlite-statement-shape.ts";
import { isName, isWord, placeOf, type SqliteToken, splitStatements, tokensOf } from "./sqlite-tokens.ts";

/** How long an unused session of the parser is kept. */
const IDLE_MS = 5_000;

/** One empty database in memory that parses for all readers, one after another; closed when nobody asks any more. */
function parserOf(driver: SqliteDriver) {
  let session: Promise<DriverSession> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let closing: NodeJS.Timeout | undefined;

  const close = () => {
    const open = session;
    session = null;
    void open?.then((it) => it.close());
  };
  return <T>(work: (session: DriverSession) => Promise<T>): Promise<T> => {
    clearTimeout(closing);
    const result = last.then(async () => {
      session ??= driver.open(":memory:", { applicationName: "sluice:parser" });
      try {
        return await work(await session);
      } catch (error) {
        // A session that broke is not asked again.
        if (!(error instanceof DomainError)) close();
        throw error;
      }
    });
    last = result
      .catch(() => undefined)
      .then(() => {
        clearTimeout(closing);
        closing = setTimeout(close, IDLE_MS);
        closing.unref();
      });
    return result;
  };
}

const isReadFor = (shape: StatementShape, name: string): boolean =>
  !shape.target || !sameName(shape.target.table.name, name);

function tablesOf(
  sql: string,
  shape: StatementShape,
  { tables }: Resolved,
  first: SqliteToken | undefined,
): Statement["tables"] {
  return tables.map(({ name, token }) => {
    const { line, column } = placeOf(sql, (token ?? first)?.start ?? 0);
    return { name, line, column, access: isReadFor(shape, name) ? "read" : (shape.target?.access ?? "read") };
  });
}

function columnsOf(source: string, { columns }: Resolved, first: SqliteToken | undefined): ColumnUse[] {
  return columns.map(({ table, column, token }) => {
    const place = placeOf(source, (token ?? first)?.start ?? 0);
    const owner = table === null || table === ROW_OF_TABLE.name ? null : { name: table };
    return { table: owner, column, line: place.line, col: place.column };
  });
}

/** The SELECT of a CREATE VIEW: SQLite itself looks at its names only when the view is read. */
function bodyOfView(shape: StatementShape, tokens: readonly SqliteToken[]): readonly SqliteToken[] | null {
  if (shape.label !== "CREATE VIEW") return null;
  const as = tokens.findIndex((token) => isWord(token, "AS"));
  return as < 0 ? null : tokens.slice(as + 1);
}

async function namesOf(
  session: DriverSession,
  source: string,
  shape: StatementShape,
  tokens: readonly SqliteToken[],
): Promise<Resolved> {
  const whole = await resolveNames(session, { source, tokens, before: "", after: "" });
  const body = bodyOfView(shape, tokens);
  return body ? await resolveNames(session, { source, tokens: body, before: "", after: "" }) : whole;
}

async function readOne(session: DriverSession, sql: string, tokens: readonly SqliteToken[]): Promise<Statement> {
  const [first] = tokens;
  const start = first?.start ?? 0;
  const parameter = tokens.find((token) => token.kind === "parameter");
  if (parameter) throw invalid(sql, parameter.start, `A plan has no parameters, but ${parameter.text} is one`);
  const shape = shapeOf(sql, tokens);
  const names = shape.preparable ? await namesOf(session, sql, shape, tokens) : { tables: [], columns: [] };
  const { label, readOnly, creates, drops, locks, placement, undo, update } = shape;
  return {
    text: sql.slice(start, tokens.at(-1)?.end),
    ...placeOf(sql, start),
    ...{ label, readOnly, creates, drops, locks, placement, undo, update },
    tables: tablesOf(sql, shape, names, first),
    columns: columnsOf(sql, names, first),
  };
}

function checkExpression(expression: string, tokens: readonly SqliteToken[]): void {
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth < 0 || (depth === 0 && token.kind === "symbol" && (token.text === "," || token.text === ";"))) {
      throw invalid(expression, token.start, `"${token.text}" is not part of one expression`);
    }
    if (token.kind === "parameter")
      throw invalid(expression, token.start, `A plan has no parameters, but ${token.text} is one`);
  }
  if (tokens.length === 0) throw invalid(expression, 0, "The expression is empty");
}

function parseTable(text: string): TableRef {
  const [first, dot, second, ...rest] = tokensOf(text);
  if (isName(first) && dot === undefined) return { name: first.name };
  const isMain = isName(first) && sameName(first.name, "main") && dot?.text === ".";
  if (isMain && isName(second) && rest.length === 0) return { name: second.name };
  throw invalid(text, 0, `"${text}" does not name a table of a SQLite file`);
}

/** Reads statements with SQLite's own parser, in an empty database in memory. */
export function createSqliteStatements(driver: SqliteDriver): StatementReader {
  const parse = parserOf(driver);
  return {
    read: (sql) =>
      parse(async (session) => {
        const statements: Statement[] = [];
        for (const tokens of splitStatements(sql)) statements.push(await readOne(session, sql, tokens));
        return statements;
      }),
    readExpression: async (expression) => {
      const tokens = tokensOf(expression);
      checkExpression(expression, tokens);
      // As the value of an UPDATE, so that SQLite refuses what it would refuse in a backfill, such as an aggregate.
      const before = `UPDATE ${ROW_OF_TABLE.table} SET ${ROW_OF_TABLE.column} = (`;
      const names = await parse((session) =>
        resolveNames(session, { source: expression, tokens, before, after: "\n)" }),
      );
      // What is known to be another table's is no column of the row.
      return columnsOf(expression, names, tokens[0]).filter(({ table }) => table === null);
    },
    parseTable,
    quote: quoteName,
    quoteTable: quoteTableName,
  };
}
