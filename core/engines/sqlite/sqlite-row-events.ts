import type { TableRef } from "../introspector.ts";
import { layerOfUpdate } from "../layer-of-update.ts";
import type { RowEvent, RowLayer, RowRule } from "../row-rule.ts";
import { readColumn, readTable } from "./sqlite-definition.ts";
import { quoteName } from "./sqlite-names.ts";
import { type StatementShape, shapeOf } from "./sqlite-statement-shape.ts";
import { afterParentheses, splitAtCommas } from "./sqlite-table-text.ts";
import { isName, isWord, type SqliteToken, splitStatements } from "./sqlite-tokens.ts";

/** What statements mean for rows that are there already, as far as their words tell. */
export function rowEvents(sql: string): readonly RowEvent[] {
  return splitStatements(sql).flatMap((tokens) => eventsOf(sql, tokens));
}

const textOf = (sql: string, tokens: readonly SqliteToken[]): string =>
  sql.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);

function eventsOf(sql: string, tokens: readonly SqliteToken[]): readonly RowEvent[] {
  const shape = shapeOf(sql, tokens);
  const [made] = shape.creates.tables;
  const table = shape.target?.table;
  if (shape.update) return updated(shape.update);
  if (isWord(tokens[0], "CREATE") && made) return born(sql, tokens, made);
  if (shape.label === "CREATE UNIQUE INDEX" && table) return uniqueIndex(sql, tokens, table);
  if (isWord(tokens[0], "ALTER") && table) return altered(sql, tokens, table, shape);
  if (isWord(tokens[0], "INSERT", "REPLACE")) return inserted(sql, tokens);
  return shape.drops.tables.map((dropped) => ({ kind: "dropped", table: dropped }));
}

function updated({ table, set, where }: NonNullable<StatementShape["update"]>): readonly RowEvent[] {
  const rules = Object.entries(set).map(
    ([column, expression]): RowEvent => ({
      kind: "rule",
      table,
      rule: { kind: "expression", column, expression, where, type: null, pure: false },
    }),
  );
  return [...rules, { kind: "layer", table, layer: layerOfUpdate(set, where, quoteName) }];
}

function born(sql: string, tokens: readonly SqliteToken[], table: TableRef): readonly RowEvent[] {
  const open = tokens.findIndex((token) => token.text === "(");
  const isQuery = tokens.some((token, at) => isWord(token, "AS") && (open < 0 || at < open));
  if (open < 0 || isQuery)
    return [
      { kind: "born", table },
      { kind: "written", table },
    ];
  const body = tokens.slice(open + 1, afterParentheses(tokens, open) - 1);
  return [{ kind: "born", table, rules: readTable(sql, body) }];
}

function uniqueIndex(sql: string, tokens: readonly SqliteToken[], table: TableRef): readonly RowEvent[] {
  const open = tokens.findIndex((token, at) => token.text === "(" && at > 0);
  const end = afterParentheses(tokens, open);
  const parts = splitAtCommas(tokens.slice(open + 1, end - 1)).map((part) => {
    const last = isWord(part.at(-1), "ASC", "DESC") ? part.slice(0, -1) : part;
    const [first] = last;
    return last.length === 1 && isName(first)
      ? { column: first.name, sql: quoteName(first.name) }
      : { column: null, sql: textOf(sql, last) };
  });
  const where = tokens.findIndex((token, at) => at >= end && isWord(token, "WHERE"));
  const filter = where < 0 ? null : textOf(sql, tokens.slice(where + 1));
  const label = `UNIQUE (${parts.map((it) => it.column ?? it.sql).join(", ")})${filter === null ? "" : ` WHERE ${filter}`}`;
  const rule: RowRule = { kind: "unique", parts, where: filter, nullsDistinct: true, label };
  return [{ kind: "rule", table, rule }];
}

function altered(
  sql: string,
  tokens: readonly SqliteToken[],
  table: TableRef,
  { creates, drops }: StatementShape,
): readonly RowEvent[] {
  const [added] = creates.columns;
  const [gone] = drops.columns;
  const [to] = creates.tables;
  if (to) return [{ kind: "renamed", from: table, to }];
  const layer = (it: RowLayer): RowEvent => ({ kind: "layer", table, layer: it });
  if (added && gone) return [layer({ set: { [added.column]: quoteName(gone.column) }, gone: [gone.column] })];
  if (gone) return [layer({ set: {}, gone: [gone.column] })];
  if (added) {
    const at = tokens.findIndex(
      (token) => isName(token) && token.name === added.column && !isWord(token, "ADD", "COLUMN"),
    );
    const { value, rules } = readColumn(sql, tokens.slice(at));
    const events = rules.map((rule): RowEvent => ({ kind: "rule", table, rule }));
    return [layer({ set: { [added.column]: value }, gone: [] }), ...events];
  }
  return newRules(sql, tokens).map((rule) => ({ kind: "rule", table, rule }));
}

/** ALTER COLUMN … SET NOT NULL and ADD CONSTRAINT … CHECK, which SQLite has from 3.53 on. */
function newRules(sql: string, tokens: readonly SqliteToken[]): readonly RowRule[] {
  const set = tokens.findIndex((token, at) => isWord(token, "SET") && isWord(tokens[at + 1], "NOT"));
  const column = tokens[set - 1];
  if (set > 0 && isName(column)) return [{ kind: "not null", columns: [column.name] }];
  const check = tokens.findIndex((token, at) => isWord(token, "CHECK") && tokens[at + 1]?.text === "(");
  if (check < 0) return [];
  const end = afterParentheses(tokens, check + 1);
  return [{ kind: "check", expression: textOf(sql, tokens.slice(check + 2, end - 1)) }];
}

const ENDS_COPY = [
  "JOIN",
  "GROUP",
  "ORDER",
  "LIMIT",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "WINDOW",
  "HAVING",
  "ON",
  "RETURNING",
];

/** INSERT INTO copy (columns) SELECT expressions FROM table [WHERE filter]: the rebuild of a table. */
function inserted(sql: string, tokens: readonly SqliteToken[]): readonly RowEvent[] {
  const into = tokens.findIndex((token) => isWord(token, "INTO"));
  const named = tokens[into + 1];
  if (!isName(named)) return [];
  const table = { name: named.name };
  const select = tokens.findIndex((token) => isWord(token, "SELECT"));
  const from = tokens.findIndex((token, at) => at > select && isWord(token, "FROM"));
  const source = tokens[from + 1];
  const rest = tokens.slice(from + 2);
  const isPlain =
    select > 0 &&
    from > 0 &&
    isName(source) &&
    !isWord(tokens[select + 1], "DISTINCT") &&
    (rest.length === 0 || isWord(rest[0], "WHERE")) &&
    !rest.some((token) => isWord(token, ...ENDS_COPY));
  if (!isPlain) return [{ kind: "written", table }];
  const columns = splitAtCommas(tokens.slice(into + 2, select))
    .flat()
    .filter(isName)
    .map((it) => it.name);
  const values = splitAtCommas(tokens.slice(select + 1, from)).map((part) => textOf(sql, part));
  // Without a list the columns are those of the copy, in an order that only the database knows.
  if (columns.length === 0 || columns.length !== values.length) return [{ kind: "written", table }];
  const set = Object.fromEntries(columns.map((column, at) => [column, `(${values[at] ?? "NULL"}\n)`]));
  const where = rest.length > 0 ? textOf(sql, rest.slice(1)) : null;
  return [{ kind: "filled", table, from: { name: source.name }, layer: { set, gone: [], copy: { where } } }];
}
