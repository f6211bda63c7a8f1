import type { TableRef } from "../introspector.ts";
import type { Statement } from "../statement-reader.ts";
import { splitAtCommas } from "./sqlite-table-text.ts";
import { isName, isWord, type SqliteToken } from "./sqlite-tokens.ts";

/** Index of the first of these words that stands outside of parentheses. */
function outside(tokens: readonly SqliteToken[], from: number, ...words: readonly string[]): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.text === "(") depth += 1;
    if (token?.text === ")") depth -= 1;
    if (depth === 0 && isWord(token, ...words)) return at;
  }
  return -1;
}

const textOf = (sql: string, tokens: readonly SqliteToken[]): string =>
  sql.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);

/** The parts of an UPDATE that a backfill can carry out: one table by its own name, plain assignments, a filter. */
export function readUpdate(sql: string, tokens: readonly SqliteToken[], table: TableRef): Statement["update"] {
  if (!isWord(tokens[0], "UPDATE") || isWord(tokens[1], "OR")) return null;
  const set = tokens.findIndex((token) => isWord(token, "SET"));
  // Between UPDATE and SET stands the name alone: no alias, no INDEXED BY.
  const nameLength = tokens[2]?.text === "." ? 3 : 1;
  if (set !== 1 + nameLength) return null;
  if (outside(tokens, set + 1, "FROM", "ORDER", "LIMIT", "RETURNING") >= 0) return null;
  const where = outside(tokens, set + 1, "WHERE");
  const assignments: Record<string, string> = {};
  for (const part of splitAtCommas(tokens.slice(set + 1, where < 0 ? tokens.length : where))) {
    const [column, equals, ...expression] = part;
    if (!isName(column) || equals?.text !== "=" || expression.length === 0) return null;
    assignments[column.name] = textOf(sql, expression);
  }
  return { table, set: assignments, where: where < 0 ? null : textOf(sql, tokens.slice(where + 1)) };
}
