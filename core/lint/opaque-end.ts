import type { Dialect } from "#core/domain/dialect.ts";

const endAfter = (text: string, what: string, from: number): number => {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
};

/** Comments nest in PostgreSQL and not in SQLite. */
function commentEnd(text: string, at: number, nests: boolean): number {
  if (!nests) return endAfter(text, "*/", at + 2);
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

/** A quote within is written twice. */
function quotedEnd(text: string, at: number, quote: string, escapes: boolean): number {
  let next = at + 1;
  while (next < text.length) {
    if (escapes && text[next] === "\\") next += 2;
    else if (text[next] !== quote) next += 1;
    else if (text[next + 1] === quote) next += 2;
    else return next + 1;
  }
  return text.length;
}

const isEscapeString = (text: string, at: number): boolean => /(^|[^\w$])e$/i.test(text.slice(Math.max(0, at - 2), at));

function dollarEnd(text: string, at: number): number {
  if (/[\w$]/.test(text[at - 1] ?? "")) return at;
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(text.slice(at, at + 130))?.[0];
  return tag === undefined ? at : endAfter(text, tag, at + tag.length);
}

/** Where the comment or quoted piece that begins at `at` ends; `at` itself where none begins. Without an end: the end of the text. */
export function opaqueEnd(text: string, at: number, dialect: Dialect): number {
  const isPostgres = dialect === "postgresql";
  switch (text[at]) {
    case "-":
      return text[at + 1] === "-" ? endOfLine(text, at) : at;
    case "/":
      return text[at + 1] === "*" ? commentEnd(text, at, isPostgres) : at;
    case "'":
      return quotedEnd(text, at, "'", isPostgres && isEscapeString(text, at));
    case '"':
      return quotedEnd(text, at, '"', false);
    case "`":
      return isPostgres ? at : quotedEnd(text, at, "`", false);
    case "[":
      return isPostgres ? at : endAfter(text, "]", at);
    case "$":
      return isPostgres ? dollarEnd(text, at) : at;
    default:
      return at;
  }
}

export function endOfLine(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found < 0 ? text.length : found;
}
