import type { DataCheckKind } from "#core/domain/data-check.ts";
import type { RowRule } from "../row-rule.ts";
import { differs } from "./postgres-comparison.ts";
import { inParentheses, quoteName } from "./postgres-names.ts";
import { doesNotFit, type PostgresRows, rowsSql, SHOWN, typesAfter, wholeTable } from "./postgres-row-source.ts";

/** A rule as one expression over a row: a text (perhaps empty) where the row breaks it, else NULL. */
export interface RowProblem {
  readonly check: DataCheckKind;
  readonly subject: string;
  readonly problem: string;
  readonly offence: "fails" | "differs";
  /** Whether `problem` is the value to show; else the row's own columns are. */
  readonly tellsValue: boolean;
  /** Expressions whose columns explain a row that fails. */
  readonly shown: readonly string[];
  /** Rows with the columns that the rule is about. */
  readonly rows: PostgresRows;
  /** What a row that breaks it does. */
  readonly breaks: string;
}

type Optional = "rows" | "tellsValue" | "offence";
type Found = Omit<RowProblem, Optional> & Partial<Pick<RowProblem, Optional>>;

/** Asked row by row, which a unique rule is not. */
export type RowByRow = Exclude<RowRule, { kind: "unique" }>;

export function problemOf(
  rule: RowByRow,
  rows: PostgresRows,
  others: { readonly references: PostgresRows | null; readonly isEnum: (type: string) => boolean },
): RowProblem {
  return { rows, tellsValue: false, offence: "fails", ...foundOf(rule, rows, others) };
}

function foundOf(rule: RowByRow, rows: PostgresRows, others: Parameters<typeof problemOf>[2]): Found {
  switch (rule.kind) {
    case "not null":
      return notNull(rule.columns);
    case "check":
      return {
        check: "check",
        subject: `CHECK (${rule.expression})`,
        problem: bad(`${inParentheses(rule.expression)} IS FALSE`),
        shown: [rule.expression],
        breaks: "break the condition",
      };
    case "foreign key":
      return foreignKey(rule, rows, others.references);
    case "type":
      return typeChange(rule, others.isEnum(rule.type));
    case "expression":
      return expression(rule, rows, others.isEnum);
    case "round trip":
      return roundTrip(rule, rows);
  }
}

const bad = (condition: string): string => `CASE WHEN ${condition} THEN '' END`;

const notNull = (columns: readonly string[]): Found => ({
  check: "not null",
  subject: `NOT NULL ${columns.join(", ")}`,
  problem: bad(columns.map((name) => `${quoteName(name)} IS NULL`).join(" OR ")),
  shown: [],
  breaks: columns.length === 1 ? `have no ${columns.join("")}` : "have a NULL there",
});

const OTHER = quoteName("~~sluice_other");

function foreignKey(
  { columns, references, referenced, full }: Extract<RowRule, { kind: "foreign key" }>,
  rows: PostgresRows,
  others: PostgresRows | null,
): Found {
  const primary = others?.detail.indexes.find((it) => it.primary)?.columns.flatMap((it) => it ?? []) ?? [];
  const keys = referenced.length > 0 ? referenced : primary;
  const own = columns.map((name) => `${rows.alias}.${quoteName(name)}`);
  const inner = others ? rowsSql(others, { from: wholeTable(others), where: null, shown: [] }) : "";
  const same = keys.map((key, at) => `${OTHER}.${quoteName(key)} = ${own[at] ?? "NULL"}`).join(" AND ");
  const missing = `NOT EXISTS (SELECT FROM (SELECT * FROM ${inner}) AS ${OTHER} WHERE ${same})`;
  const present = own.map((it) => `${it} IS NOT NULL`).join(" AND ");
  const mixed = full && own.length > 1 ? ` OR num_nulls(${own.join(", ")}) BETWEEN 1 AND ${own.length - 1}` : "";
  const target = `${references.schema ? `${references.schema}.` : ""}${references.name}`;
  return {
    check: "foreign key",
    subject: `FOREIGN KEY (${columns.join(", ")}) REFERENCES ${target}${keys.length > 0 ? ` (${keys.join(", ")})` : ""}`,
    problem: bad(`(${present}) AND ${missing}${mixed}`),
    shown: columns.map(quoteName),
    breaks: `point to no row of ${target}`,
  };
}

/** Evaluates a value and throws it away: its error is what is looked for. */
const evaluated = (value: string): string => `num_nulls(${value}) > 1`;

function typeChange({ column, type, using }: Extract<RowRule, { kind: "type" }>, isEnum: boolean): Found {
  const value = using ?? quoteName(column);
  const tooLong = doesNotFit(value, type);
  const cast = `CAST(${inParentheses(value)} AS ${type})`;
  return {
    check: isEnum ? "enum" : tooLong ? "length" : "cast",
    subject: `${column} as ${type}${using === null ? "" : ` using ${using}`}`,
    problem: bad([...(tooLong ? [tooLong] : []), evaluated(cast)].join(" OR ")),
    shown: [value],
    breaks: tooLong
      ? "do not fit, or cannot be cast"
      : isEnum
        ? "have a value that the type has not"
        : "cannot be cast",
  };
}

function expression(
  rule: Extract<RowRule, { kind: "expression" }>,
  rows: PostgresRows,
  isEnum: (type: string) => boolean,
): Found {
  const { column, expression: value, where } = rule;
  const known = rows.detail.columns.find((it) => it.name === column);
  const type = rule.type ?? typesAfter(rows).get(column) ?? null;
  const tooLong = type === null ? null : doesNotFit(value, type);
  const cast = type === null ? inParentheses(value) : `CAST(${inParentheses(value)} AS ${type})`;
  const isRequired = known !== undefined && !known.nullable && !known.generated;
  const conditions = [...(tooLong ? [tooLong] : []), evaluated(cast), ...(isRequired ? [`${cast} IS NULL`] : [])];
  const problem = bad(conditions.join(" OR "));
  return {
    check: type !== null && isEnum(type) ? "enum" : "expression",
    subject: `${column} = ${value}`,
    problem: where === null ? problem : `CASE WHEN ${inParentheses(where)} THEN ${problem} END`,
    shown: [value],
    breaks: isRequired ? `fail, do not fit or give NULL, which ${column} refuses` : "fail or do not fit",
  };
}

/** The old value beside what comes back of it. */
function roundTrip({ to, column, back }: Extract<RowRule, { kind: "round trip" }>, rows: PostgresRows): Found {
  const old = `~~sluice_old`;
  const type = typesAfter(rows).get(column) ?? "text";
  const layers = [
    ...rows.source.layers,
    { set: { [old]: `${rows.alias}.${quoteName(column)}` }, gone: [] },
    { set: to, gone: [] },
  ];
  const value = `CAST(${inParentheses(back)} AS ${type})`;
  const before = quoteName(old);
  return {
    check: "round trip",
    subject: `${column} there and back: ${back}`,
    problem: `CASE WHEN ${differs(before, value, type)} THEN coalesce(left(${before}::text, 30), 'NULL') || ' → ' || coalesce(left(${value}::text, 30), 'NULL') END`,
    tellsValue: true,
    shown: [quoteName(column)],
    rows: { ...rows, source: { ...rows.source, layers } },
    offence: "differs",
    breaks: "do not come back as they were: old clients read the new form once a new client has written the row",
  };
}

/** What a sample shows of a row. */
export const shownOf = ({ tellsValue }: RowProblem): string => (tellsValue ? "q.problem" : `q.${SHOWN}`);
/** All SQL of the author in a rule, for a look at the functions that it calls. */
export function sqlOf(rule: RowRule): readonly string[] {
  switch (rule.kind) {
    case "not null":
    case "foreign key":
      return [];
    case "check":
      return [rule.expression];
    case "type":
      return rule.using === null ? [] : [rule.using];
    case "expression":
      return rule.where === null ? [rule.expression] : [rule.expression, rule.where];
    case "round trip":
      return [...Object.values(rule.to), rule.back];
    case "unique":
      return [
        ...rule.parts.flatMap((it) => (it.column === null ? [it.sql] : [])),
        ...(rule.where === null ? [] : [rule.where]),
      ];
  }
}
