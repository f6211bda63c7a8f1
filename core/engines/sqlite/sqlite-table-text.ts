import { isName, isWord, type SqliteToken, tokensOf } from "./sqlite-tokens.ts";

/** What the pragmas do not tell of a table: collations and CHECKs stand in its CREATE TABLE text only. */
export interface TableText {
  readonly collations: ReadonlyMap<string, string>;
  readonly checks: readonly { readonly name: string | null; readonly definition: string }[];
  readonly autoincrement: boolean;
}

const TABLE_CONSTRAINTS = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/** Index of the token after the one that closes the parenthesis at `open`. */
export function afterParentheses(tokens: readonly SqliteToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === "(") depth += 1;
    if (tokens[at]?.text === ")") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** Splits at symbols that stand outside of all parentheses. */
export function splitAtCommas(tokens: readonly SqliteToken[]): SqliteToken[][] {
  const parts: SqliteToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (token.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

type Check = TableText["checks"][number];

function checkAt(sql: string, part: readonly SqliteToken[], at: number): Check | null {
  const open = part[at + 1];
  if (!isWord(part[at], "CHECK") || open?.text !== "(") return null;
  const end = part[afterParentheses(part, at + 1) - 1]?.end ?? open.end;
  const name = isWord(part[at - 2], "CONSTRAINT") ? (part[at - 1]?.name ?? null) : null;
  return { name, definition: `CHECK ${sql.slice(open.start, end)}` };
}

/** One comma-separated part of the body: a column with its constraints, or a constraint of the table. */
function readPart(
  sql: string,
  part: readonly SqliteToken[],
): { readonly collation: string | null; readonly checks: Check[] } {
  const checks: Check[] = [];
  let collation: string | null = null;
  for (let at = 0; at < part.length; at += 1) {
    const check = checkAt(sql, part, at);
    if (check) checks.push(check);
    if (isWord(part[at], "COLLATE")) collation = part[at + 1]?.name.toUpperCase() ?? null;
    if (part[at]?.text === "(") at = afterParentheses(part, at) - 1;
  }
  return { collation, checks };
}

/** Reads the text of a CREATE TABLE as `sqlite_schema` keeps it. */
export function readTableText(sql: string): TableText {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex((token) => token.text === "(");
  const body = open < 0 ? [] : tokens.slice(open + 1, afterParentheses(tokens, open) - 1);
  const collations = new Map<string, string>();
  const checks: Check[] = [];
  for (const part of splitAtCommas(body)) {
    const [first] = part;
    const read = readPart(sql, part);
    if (isName(first) && !isWord(first, ...TABLE_CONSTRAINTS) && read.collation)
      collations.set(first.name, read.collation);
    checks.push(...read.checks);
  }
  return { collations, checks, autoincrement: tokens.some((token) => isWord(token, "AUTOINCREMENT")) };
}
