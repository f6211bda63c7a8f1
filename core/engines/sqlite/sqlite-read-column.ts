import type { ColumnSpec, ConstraintSpec, TypeSpec, ValueSpec } from "#core/analysis/change-specs.ts";
import type { ForeignKeyAction } from "#core/analysis/schema-model.ts";
import type { SourcePlace } from "#core/analysis/source-place.ts";
import { afterParentheses } from "./sqlite-table-text.ts";
import { isName, isWord, type SqliteToken } from "./sqlite-tokens.ts";

export type PlaceOf = (offset: number) => SourcePlace;

interface Source {
  readonly sql: string;
  readonly placeOf: PlaceOf;
}

const CONSTRAINT_WORDS = [
  "CONSTRAINT",
  "PRIMARY",
  "NOT",
  "NULL",
  "UNIQUE",
  "CHECK",
  "DEFAULT",
  "COLLATE",
  "REFERENCES",
  "GENERATED",
  "AS",
];
const CLOCK = /^current_(time|date|timestamp)$/i;

const none = (place: SourcePlace): ConstraintSpec => ({
  name: null,
  kind: "check",
  columns: [],
  expression: null,
  names: [],
  proves: [],
  impureCalls: [],
  notValid: false,
  enforced: true,
  noInherit: false,
  deferrable: false,
  references: null,
  usingIndex: null,
  place,
});

const textOf = ({ sql }: Source, tokens: readonly SqliteToken[]): string =>
  sql.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);

/** Tokens in the parentheses that open at `at`. */
const inside = (tokens: readonly SqliteToken[], at: number): readonly SqliteToken[] =>
  tokens[at]?.text === "(" ? tokens.slice(at + 1, afterParentheses(tokens, at) - 1) : [];

const namesIn = (tokens: readonly SqliteToken[]): readonly string[] => [
  ...new Set(tokens.filter((it, at) => isName(it) && tokens[at + 1]?.text !== "(").map((it) => it.name)),
];

const ACTIONS: readonly ForeignKeyAction[] = ["no action", "restrict", "cascade", "set null", "set default"];

function references(tokens: readonly SqliteToken[], at: number): ConstraintSpec["references"] {
  const words = tokens.slice(at).map((it) => it.text.toLowerCase());
  const actionAfter = (event: string): ForeignKeyAction | null => {
    const on = words.findIndex((it, index) => it === "on" && words[index + 1] === event);
    const said = on < 0 ? "" : `${words[on + 2] ?? ""} ${words[on + 3] ?? ""}`;
    return ACTIONS.find((it) => said.startsWith(it)) ?? null;
  };
  return {
    table: { name: tokens[at + 1]?.name ?? "" },
    columns: namesIn(inside(tokens, at + 2)),
    onDelete: actionAfter("delete") ?? "no action",
    onUpdate: actionAfter("update") ?? "no action",
    onDeleteStated: actionAfter("delete") !== null,
  };
}

function valueAt(
  source: Source,
  tokens: readonly SqliteToken[],
  at: number,
): { readonly value: ValueSpec; readonly end: number } {
  const isSigned = /^[+-]$/.test(tokens[at]?.text ?? "");
  const end = tokens[at]?.text === "(" ? afterParentheses(tokens, at) : at + (isSigned ? 2 : 1);
  const own = tokens.slice(at, end);
  const isOpen = tokens[at]?.text === "(" || own.some((it) => CLOCK.test(it.text));
  return { value: { kind: isOpen ? "stable" : "constant", text: textOf(source, own), calls: [], sequences: [] }, end };
}

/** A column of CREATE TABLE or ADD COLUMN. */
export function readColumn(source: Source, tokens: readonly SqliteToken[]): ColumnSpec {
  const [first] = tokens;
  const place = source.placeOf(first?.start ?? 0);
  const rest = tokens.slice(1);
  const start = rest.findIndex((it) => isWord(it, ...CONSTRAINT_WORDS));
  const typed = start < 0 ? rest : rest.slice(0, start);
  const column = { name: first?.name ?? "", place };
  return {
    ...column,
    type: typeOf(source, typed),
    ...constraintsIn(source, start < 0 ? [] : rest.slice(start), column.name),
  };
}

function typeOf(source: Source, tokens: readonly SqliteToken[]): TypeSpec | null {
  const [first] = tokens;
  if (!first) return null;
  const modifiers = tokens.filter(({ kind }) => kind === "number").map(({ text }) => Number(text));
  return {
    text: textOf(source, tokens),
    name: { name: first.name.toLowerCase() },
    modifiers,
    isArray: false,
    isSerial: false,
    place: source.placeOf(first.start),
  };
}

type Constraints = Pick<ColumnSpec, "notNull" | "default" | "generated" | "identity" | "collation" | "constraints">;

function constraintsIn(source: Source, tokens: readonly SqliteToken[], column: string): Constraints {
  const found: { -readonly [Key in keyof Constraints]: Constraints[Key] } = {
    notNull: false,
    default: null,
    generated: null,
    identity: null,
    collation: null,
    constraints: [],
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (isWord(token, "NOT") && isWord(tokens[at + 1], "NULL")) found.notNull = true;
    if (isWord(token, "COLLATE")) found.collation = tokens[at + 1]?.name ?? null;
    if (isWord(token, "DEFAULT")) {
      const { value, end } = valueAt(source, tokens, at + 1);
      found.default = value;
      at = end - 1;
      continue;
    }
    if (isWord(token, "AS")) found.generated = generatedAt(source, tokens, at);
    const constraint = constraintAt(source, tokens, at, [column]);
    if (constraint) found.constraints = [...found.constraints, constraint];
    if (tokens[at]?.text === "(") at = afterParentheses(tokens, at) - 1;
  }
  return found;
}

function generatedAt(source: Source, tokens: readonly SqliteToken[], at: number): ColumnSpec["generated"] {
  const expression = inside(tokens, at + 1);
  const isStored = isWord(tokens[afterParentheses(tokens, at + 1)], "STORED");
  return { kind: isStored ? "stored" : "virtual", text: textOf(source, expression), names: namesIn(expression) };
}

function constraintAt(
  source: Source,
  tokens: readonly SqliteToken[],
  at: number,
  columns: readonly string[],
): ConstraintSpec | null {
  const token = tokens[at];
  const name = isWord(tokens[at - 2], "CONSTRAINT") ? (tokens[at - 1]?.name ?? null) : null;
  const base = { ...none(source.placeOf(token?.start ?? 0)), name, columns };
  if (isWord(token, "CHECK")) {
    const condition = inside(tokens, at + 1);
    return {
      ...base,
      columns: namesIn(condition),
      names: namesIn(condition),
      expression: textOf(source, condition),
      proves: provenBy(condition),
    };
  }
  if (isWord(token, "PRIMARY")) return { ...base, kind: "primary-key" };
  if (isWord(token, "UNIQUE")) return { ...base, kind: "unique" };
  return isWord(token, "REFERENCES") ? { ...base, kind: "foreign-key", references: references(tokens, at) } : null;
}

/** `c IS NOT NULL` alone. */
const provenBy = (tokens: readonly SqliteToken[]): readonly string[] =>
  tokens.length === 4 && isWord(tokens[1], "IS") && isWord(tokens[2], "NOT") && isWord(tokens[3], "NULL")
    ? [tokens[0]?.name ?? ""]
    : [];

export const isTableConstraint = (token: SqliteToken | undefined): boolean =>
  isWord(token, "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");

/** A constraint of the table. */
export function readTableConstraint(source: Source, tokens: readonly SqliteToken[]): ConstraintSpec | null {
  const at = isWord(tokens[0], "CONSTRAINT") ? 2 : 0;
  const open = tokens.findIndex(({ text }) => text === "(");
  const columns = namesIn(inside(tokens, open));
  if (!isWord(tokens[at], "FOREIGN")) return constraintAt(source, tokens, at, columns);
  const target = tokens.findIndex((it) => isWord(it, "REFERENCES"));
  const found = constraintAt(source, tokens, target, columns);
  return found && { ...found, name: at === 2 ? (tokens[1]?.name ?? null) : null };
}
