import type { RowRule } from "../row-rule.ts";
import { quoteName } from "./sqlite-names.ts";
import { afterParentheses, splitAtCommas } from "./sqlite-table-text.ts";
import { isName, isWord, type SqliteToken } from "./sqlite-tokens.ts";

const TABLE_CONSTRAINTS = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

const textOf = (sql: string, tokens: readonly SqliteToken[]): string =>
  sql.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);

const uniqueOf = (word: string, columns: readonly string[]): RowRule => ({
  kind: "unique",
  parts: columns.map((column) => ({ column, sql: quoteName(column) })),
  where: null,
  nullsDistinct: true,
  label: `${word} (${columns.join(", ")})`,
});

/** What the columns and constraints of a CREATE TABLE ask of its rows; `body` stands between its parentheses. */
export const readTable = (sql: string, body: readonly SqliteToken[]): readonly RowRule[] =>
  splitAtCommas(body).flatMap((part) => {
    const [first] = part;
    return isName(first) && !isWord(first, ...TABLE_CONSTRAINTS)
      ? readColumn(sql, part).rules
      : constraintsIn(sql, part, []);
  });

/** A column's definition: the value that rows get which are there already, and what it asks of them. */
export function readColumn(
  sql: string,
  definition: readonly SqliteToken[],
): { readonly value: string | null; readonly rules: readonly RowRule[] } {
  const [first, ...rest] = definition;
  const column = first?.name ?? "";
  return { value: valueIn(sql, rest), rules: constraintsIn(sql, rest, [column]) };
}

function valueIn(sql: string, rest: readonly SqliteToken[]): string | null {
  const as = rest.findIndex((token, at) => isWord(token, "AS") && rest[at + 1]?.text === "(");
  if (as >= 0) return textOf(sql, rest.slice(as + 1, afterParentheses(rest, as + 1)));
  const at = rest.findIndex((token) => isWord(token, "DEFAULT"));
  if (at < 0) return "NULL";
  if (rest[at + 1]?.text === "(") return textOf(sql, rest.slice(at + 1, afterParentheses(rest, at + 1)));
  const isSigned = rest[at + 1]?.text === "-" || rest[at + 1]?.text === "+";
  return textOf(sql, rest.slice(at + 1, at + (isSigned ? 3 : 2)));
}

/** `own`: the column that inline constraints belong to. */
function constraintsIn(sql: string, tokens: readonly SqliteToken[], own: readonly string[]): readonly RowRule[] {
  const rules: RowRule[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    rules.push(...constraintAt(sql, tokens, at, own));
    // What stands in parentheses belongs to the constraint before it.
    if (tokens[at]?.text === "(") at = afterParentheses(tokens, at) - 1;
  }
  return rules;
}

function constraintAt(
  sql: string,
  tokens: readonly SqliteToken[],
  at: number,
  own: readonly string[],
): readonly RowRule[] {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (isWord(token, "CHECK") && next?.text === "(")
    return [{ kind: "check", expression: textOf(sql, tokens.slice(at + 2, afterParentheses(tokens, at + 1) - 1)) }];
  if (isWord(token, "NOT") && isWord(next, "NULL") && own.length > 0) return [{ kind: "not null", columns: own }];
  if (isWord(token, "UNIQUE")) return [uniqueOf("UNIQUE", own.length > 0 ? own : namesAt(tokens, at + 1))];
  if (isWord(token, "PRIMARY")) {
    const columns = own.length > 0 ? own : namesAt(tokens, at + 2);
    return [uniqueOf("PRIMARY KEY", columns)];
  }
  if (!isWord(token, "REFERENCES") || !isName(next)) return [];
  const foreign = tokens.findIndex((it) => isWord(it, "FOREIGN"));
  const columns = own.length > 0 ? own : namesAt(tokens, foreign + 2);
  const referenced = tokens[at + 2]?.text === "(" ? namesAt(tokens, at + 2) : [];
  return [{ kind: "foreign key", columns, references: { name: next.name }, referenced, full: false }];
}

function namesAt(tokens: readonly SqliteToken[], open: number): readonly string[] {
  if (tokens[open]?.text !== "(") return [];
  return splitAtCommas(tokens.slice(open + 1, afterParentheses(tokens, open) - 1)).flatMap(([first]) =>
    isName(first) ? [first.name] : [],
  );
}
