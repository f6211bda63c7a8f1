import { emptyModel } from "#core/analysis/empty-model.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "../introspector.ts";
import type { ColumnUse, Statement, StatementReader } from "../statement-reader.ts";
import { lockFactsOf } from "./postgres-lock-facts.ts";
import { madeAndDropped } from "./postgres-made-and-dropped.ts";
import { NamePlaces, nameUses, partsOf } from "./postgres-name-uses.ts";
import { quoteName, quoteTableName } from "./postgres-names.ts";
import { parseTableName } from "./postgres-parse-table-name.ts";
import { placeStatement } from "./postgres-placement.ts";
import { predictStatement } from "./postgres-predict.ts";
import { readStatement } from "./postgres-read-statements.ts";
import { SourceMap } from "./postgres-source-map.ts";
import { listOf, type Node, nodeOf, nodesIn } from "./postgres-syntax.ts";
import {
  invalidSql,
  parseSql,
  type RawStatement,
  type SqlPlace,
  SqlText,
  type SqlToken,
  tokensOf,
  topLevel,
  wrappedIn,
} from "./postgres-text.ts";
import { mechanicalUndo } from "./postgres-undo.ts";
import { updateParts } from "./postgres-update.ts";

/** Reads SQL with PostgreSQL's own parser (of version 18). Never prints a tree back: what is sent is what was written. */
export const createPostgresStatements = (): StatementReader => ({
  read,
  readExpression,
  parseTable: parseTableName,
  quote: quoteName,
  quoteTable: quoteTableName,
});

async function read(sql: string): Promise<readonly Statement[]> {
  const source = new SqlText(sql);
  const statements = await parseSql(source);
  const tokens = await tokensOf(source);
  const places = new SourceMap(sql, tokens);
  return await Promise.all(statements.map((statement) => statementOf(source, { tokens, places }, statement)));
}

interface Read {
  readonly tokens: readonly SqlToken[];
  readonly places: SourceMap;
}

/** Without the target's catalog the worst that may be is told, with its condition. */
const NOTHING_KNOWN = emptyModel({ complete: false, schema: "public" });

async function statementOf(source: SqlText, { tokens, places }: Read, statement: RawStatement): Promise<Statement> {
  const { kind, body } = statement;
  const analysed = readStatement(places, statement);
  const relation = nodeOf(body, "relation");
  const firstName = typeof relation?.location === "number" ? relation.location + 1 : statement.start;
  const uses = nameUses(statement, new NamePlaces(source, tokens, firstName));
  const changes = madeAndDropped(kind, body, (definition) => typeText(source, tokens, statement.end, definition));
  const update = kind === "UpdateStmt" ? updateParts(source, tokens, statement.end, body) : null;
  const placed = placeStatement(kind, body);
  const isNew = ({ table, column }: ColumnUse) =>
    changes.creates.columns.some((made) => made.column === column && table?.name === made.table.name);
  return {
    text: source.slice(statement.start, statement.end).trim(),
    ...source.placeOf(statement.start),
    label: placed.label,
    readOnly: kind === "SelectStmt" && !changesRows(statement),
    tables: uses.tables,
    columns: uses.columns.filter((use) => !isNew(use)),
    ...changes,
    locks: lockFactsOf(analysed, predictStatement(analysed, NOTHING_KNOWN, { version: 18, transaction: "own" })),
    placement: update ? BACKFILL : placed.placement,
    undo: await mechanicalUndo(kind, body),
    update,
  };
}

/** The type of a column definition as it is written: up to its first constraint, or to the end of the definition. */
function typeText(source: SqlText, tokens: readonly SqlToken[], end: number, definition: Node): string {
  const start = Number(nodeOf(definition, "typeName")?.location ?? 0);
  const after = topLevel(
    tokens.filter((it) => it.start < end),
    start,
  );
  const comma = after.find(({ name }) => name === "," || name === ";")?.start ?? end;
  const constraints = wrappedIn(definition, "constraints", "Constraint").flatMap((it) =>
    typeof it.location === "number" ? it.location : [],
  );
  return source.slice(start, Math.min(comma, ...constraints)).trim();
}

const BACKFILL = {
  phase: "backfill",
  kind: "backfill",
  why: "Changes rows; in small batches nobody waits for it",
} as const;

/** A SELECT can hold an UPDATE in WITH, lock rows, or make a table with INTO. */
const changesRows = ({ body }: RawStatement): boolean =>
  listOf(body, "lockingClause").length > 0 ||
  nodeOf(body, "intoClause") !== null ||
  [...nodesIn(body)].some(([key]) => /^(Insert|Update|Delete|Merge)Stmt$/.test(key));

const BEFORE = "SELECT (";

async function readExpression(expression: string): Promise<readonly ColumnUse[]> {
  // On a line of its own: a comment at the end must not swallow the parenthesis.
  const source = new SqlText(`${BEFORE}${expression}\n)`);
  const inExpression = ({ line, column }: SqlPlace): SqlPlace => ({
    line,
    column: line === 1 ? Math.max(column - BEFORE.length, 1) : column,
  });
  const statements = await parseSql(source).catch((error: unknown) => {
    const [detail] = error instanceof DomainError ? error.details : [];
    if (!detail) throw error;
    throw invalidSql(detail.message, inExpression({ line: detail.line ?? 1, column: detail.column ?? 1 }), error);
  });
  const [only] = statements;
  const targets = listOf(only?.body, "targetList");
  if (
    !only ||
    statements.length > 1 ||
    targets.length !== 1 ||
    Object.keys(only.body).some((key) => !EXPRESSION_KEYS.has(key)) ||
    nodeOf(nodeOf(nodeOf(targets[0], "ResTarget"), "val"), "RowExpr")
  ) {
    throw invalidSql("This is no single expression over the row", { line: 1, column: 1 });
  }
  return [...outsideQueries(targets[0])].flatMap((node) => {
    const parts = partsOf(listOf(node, "fields"));
    const column = parts.at(-1);
    if (column === undefined || parts.length !== listOf(node, "fields").length) return [];
    const place = inExpression(source.placeOf(Number(node.location ?? 0)));
    const [name, schema] = parts.slice(0, -1).toReversed();
    const table: TableRef | null = name === undefined ? null : { ...(schema === undefined ? {} : { schema }), name };
    return [{ table, column, line: place.line, col: place.column }];
  });
}

const EXPRESSION_KEYS = new Set(["targetList", "limitOption", "op"]);

/** Column references that are not part of a query inside the expression: those may belong to its own tables. */
function* outsideQueries(value: unknown, key = ""): Generator<Record<string, unknown>> {
  if (key === "SubLink" || typeof value !== "object" || value === null) return;
  if (key === "ColumnRef") yield value as Record<string, unknown>;
  for (const [inner, child] of Object.entries(value)) yield* outsideQueries(child, inner);
}
