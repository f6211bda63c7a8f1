/** A piece of SQLite's SQL. Offsets are UTF-16 positions in the text that was read. */
export interface SqliteToken {
  readonly kind: "word" | "quoted" | "string" | "blob" | "number" | "parameter" | "symbol" | "broken";
  /** As written. */
  readonly text: string;
  /** For names: without quotes; for the rest as written. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const SKIPPED = /(?:[ \t\n\f\r\uFEFF]+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))+/y;
const PIECES: readonly (readonly [SqliteToken["kind"], RegExp])[] = [
  ["blob", /[xX]'(?:[0-9a-fA-F]{2})*'/y],
  ["string", /'(?:[^']|'')*'/y],
  ["quoted", /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
  ["number", /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y],
  ["parameter", /\?\d*|[:@$#][A-Za-z_0-9\u0080-\uFFFF]+(?:::[A-Za-z_0-9]+)*/y],
  ["word", /[A-Za-z_\u0080-\uFFFF][A-Za-z_0-9$\u0080-\uFFFF]*/y],
  ["symbol", /->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%&|~<>=().,;]/y],
  ["broken", /[\s\S]/y],
];

const unquoted = (text: string): string => {
  if (text.startsWith("[")) return text.slice(1, -1);
  const quote = text.slice(0, 1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
};

/** Reads SQL into tokens as SQLite's own tokenizer does; whitespace and comments are left out. */
export function tokensOf(sql: string): SqliteToken[] {
  const tokens: SqliteToken[] = [];
  let at = 0;
  while (at < sql.length) {
    SKIPPED.lastIndex = at;
    const skipped = SKIPPED.exec(sql);
    if (skipped) at += skipped[0].length;
    if (at >= sql.length) break;
    for (const [kind, pattern] of PIECES) {
      pattern.lastIndex = at;
      const text = pattern.exec(sql)?.[0];
      if (text === undefined) continue;
      tokens.push({ kind, text, name: kind === "quoted" ? unquoted(text) : text, start: at, end: at + text.length });
      at += text.length;
      break;
    }
  }
  return tokens;
}

export const isWord = (token: SqliteToken | undefined, ...words: readonly string[]): boolean =>
  token?.kind === "word" && words.includes(token.text.toUpperCase());

export const isName = (token: SqliteToken | undefined): token is SqliteToken =>
  token !== undefined && (token.kind === "word" || token.kind === "quoted");

/** A trigger's body has semicolons of its own; SQLite ends the statement at `; END ;`. */
function isTrigger(tokens: readonly SqliteToken[]): boolean {
  const words = tokens.slice(0, 4).filter((token) => !isWord(token, "EXPLAIN"));
  if (!isWord(words[0], "CREATE")) return false;
  return isWord(words[1], "TRIGGER") || (isWord(words[1], "TEMP", "TEMPORARY") && isWord(words[2], "TRIGGER"));
}

/** Splits a script into the tokens of its statements; empty ones are left out. */
export function splitStatements(sql: string): SqliteToken[][] {
  const statements: SqliteToken[][] = [];
  let current: SqliteToken[] = [];
  for (const token of tokensOf(sql)) {
    if (token.text !== ";" || token.kind !== "symbol") {
      current.push(token);
      continue;
    }
    const last = current.at(-1);
    const endsTrigger = isWord(last, "END") && current.at(-2)?.text === ";";
    if (isTrigger(current) && !endsTrigger) {
      current.push(token);
      continue;
    }
    if (current.length > 0) statements.push(current);
    current = [];
  }
  if (current.length > 0) statements.push(current);
  return statements;
}

/** One-based line and column of an offset. */
export function placeOf(sql: string, offset: number): { readonly line: number; readonly column: number } {
  const before = sql.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}
