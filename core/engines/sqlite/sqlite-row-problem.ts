import type { DataCheckKind } from "#core/domain/data-check.ts";
import type { RowRule } from "../row-rule.ts";
import { inParentheses, quoteName, sameName } from "./sqlite-names.ts";
import { rowsSql, SHOWN, type SqliteRows } from "./sqlite-row-source.ts";
import { afterParentheses } from "./sqlite-table-text.ts";
import { isWord, tokensOf } from "./sqlite-tokens.ts";

/** A rule as one expression over a row: a text (perhaps empty) where the row breaks it, else NULL. */
export interface RowProblem {
  readonly check: DataCheckKind;
  readonly subject: string;
  readonly problem: string;
  readonly offence: "fails" | "differs";
  readonly tellsValue: boolean;
  readonly shown: readonly string[];
  readonly rows: SqliteRows;
  readonly breaks: string;
}

type Optional = "rows" | "tellsValue" | "offence";
type Found = Omit<RowProblem, Optional> & Partial<Pick<RowProblem, Optional>>;

export function problemOf(
  rule: Exclude<RowRule, { kind: "unique" }>,
  rows: SqliteRows,
  references: SqliteRows | null,
): RowProblem {
  return { rows, tellsValue: false, offence: "fails", ...foundOf(rule, rows, references) };
}

const bad = (condition: string): string => `CASE WHEN ${condition} THEN '' END`;

function foundOf(rule: Exclude<RowRule, { kind: "unique" }>, rows: SqliteRows, references: SqliteRows | null): Found {
  switch (rule.kind) {
    case "not null": {
      const { columns } = rule;
      return {
        check: "not null",
        subject: `NOT NULL ${columns.join(", ")}`,
        problem: bad(columns.map((name) => `${quoteName(name)} IS NULL`).join(" OR ")),
        shown: [],
        breaks: columns.length === 1 ? `have no ${columns.join("")}` : "have a NULL there",
      };
    }
    case "check":
      return {
        check: "check",
        subject: `CHECK (${rule.expression})`,
        problem: bad(`NOT ${inParentheses(rule.expression)}`),
        shown: [rule.expression],
        breaks: "break the condition",
      };
    case "foreign key":
      return foreignKey(rule, rows, references);
    case "type":
      return { check: "cast", subject: rule.column, problem: "NULL", shown: [], breaks: "cannot be cast" };
    case "expression":
      return expression(rule, rows);
    case "round trip":
      return roundTrip(rule, rows);
  }
}

const OTHER = quoteName("~~sluice_other");

function foreignKey(
  { columns, references, referenced }: Extract<RowRule, { kind: "foreign key" }>,
  rows: SqliteRows,
  others: SqliteRows | null,
): Found {
  const primary = others?.detail.indexes.find((it) => it.primary)?.columns.flatMap((it) => it ?? []) ?? [];
  const rowid = others?.detail.columns.filter((it) => it.identity).map((it) => it.name) ?? [];
  const keys = referenced.length > 0 ? referenced : primary.length > 0 ? primary : rowid;
  const own = columns.map((name) => `${rows.alias}.${quoteName(name)}`);
  const inner = others ? rowsSql(others, { where: null, shown: [] }) : "";
  const same = keys.map((key, at) => `${OTHER}.${quoteName(key)} = ${own[at] ?? "NULL"}`).join(" AND ");
  const missing = `NOT EXISTS (SELECT 1 FROM (SELECT * FROM ${inner}) AS ${OTHER} WHERE ${same})`;
  return {
    check: "foreign key",
    subject: `FOREIGN KEY (${columns.join(", ")}) REFERENCES ${references.name}${keys.length > 0 ? ` (${keys.join(", ")})` : ""}`,
    problem: bad(`${own.map((it) => `${it} IS NOT NULL`).join(" AND ")} AND ${missing}`),
    shown: columns.map(quoteName),
    breaks: `point to no row of ${references.name}`,
  };
}

function expression(rule: Extract<RowRule, { kind: "expression" }>, rows: SqliteRows): Found {
  const { column, expression: value, where } = rule;
  const known = rows.detail.columns.find((it) => sameName(it.name, column));
  const isRequired = known !== undefined && !known.nullable && !known.generated;
  const lost = lostByCast(value);
  const sql = inParentheses(value);
  // Every row is evaluated, for what raises an error.
  const conditions = [...(lost === null ? [] : [lost]), isRequired ? `${sql} IS NULL` : `typeof(${sql}) = ''`];
  const problem = bad(conditions.join(" OR "));
  return {
    check: lost === null ? "expression" : "cast",
    offence: lost === null ? "fails" : "differs",
    subject: `${column} = ${value}`,
    problem: where === null ? problem : `CASE WHEN ${inParentheses(where)} THEN ${problem} END`,
    shown: [value],
    breaks: `${lost === null ? "fail" : "lose their value in the cast"}${isRequired ? `, or give NULL, which ${column} refuses` : ""}`,
  };
}

/** CAST never fails in SQLite: text that is no number becomes 0, and a fraction is cut off an INTEGER, without a word. */
function lostByCast(value: string): string | null {
  const tokens = tokensOf(value);
  const isWhole = isWord(tokens[0], "CAST") && tokens[1]?.text === "(" && afterParentheses(tokens, 1) === tokens.length;
  const type = tokens.at(-2);
  const as = tokens.at(-3);
  if (!isWhole || !isWord(as, "AS") || !isWord(type, "INTEGER", "INT", "REAL", "NUMERIC")) return null;
  const inner = inParentheses(value.slice(tokens[2]?.start ?? 0, as?.start ?? 0));
  const text = `trim(${inner})`;
  const isNoNumber = `typeof(${inner}) = 'text' AND (${text} NOT GLOB '*[0-9]*' OR ${text} GLOB '*[^0-9.eE+-]*')`;
  const isCut = isWord(type, "INTEGER", "INT") ? ` OR CAST(${inner} AS REAL) <> CAST(${inner} AS INTEGER)` : "";
  return `(${isNoNumber}${isCut})`;
}

function roundTrip({ to, column, back }: Extract<RowRule, { kind: "round trip" }>, rows: SqliteRows): Found {
  const old = "~~sluice_old";
  const forward = Object.fromEntries(Object.entries(to).map(([name, sql]) => [name, inParentheses(sql)]));
  const layers = [
    ...rows.source.layers,
    { set: { [old]: `${rows.alias}.${quoteName(column)}` }, gone: [] },
    { set: forward, gone: [] },
  ];
  const before = quoteName(old);
  const value = inParentheses(back);
  return {
    check: "round trip",
    subject: `${column} there and back: ${back}`,
    problem: `CASE WHEN ${before} IS NOT ${value} COLLATE BINARY THEN coalesce(substr(${before}, 1, 30), 'NULL') || ' → ' || coalesce(substr(${value}, 1, 30), 'NULL') END`,
    tellsValue: true,
    shown: [quoteName(column)],
    rows: { ...rows, source: { ...rows.source, layers } },
    offence: "differs",
    breaks: "do not come back as they were: old clients read the new form once a new client has written the row",
  };
}

export const shownOf = ({ tellsValue }: RowProblem): string => (tellsValue ? "q.problem" : `q.${SHOWN}`);
