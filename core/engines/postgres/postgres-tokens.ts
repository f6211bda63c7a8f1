/** Comments, strings (plain, E'', dollar-quoted; also cut off in the middle), quoted and plain identifiers, numbers. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|'(?:[^']|'')*(?:'|$)|(\$[A-Za-z_\u0080-\uffff]?[\w\u0080-\uffff]*\$)[\s\S]*?(?:\1|$)|"((?:[^"]|"")*)(?:"|$)|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|\$?\d[\d_.]*(?:[eE][+-]?\d+)?/g;

interface Name {
  readonly name: string;
  readonly end: number;
}

function* eachName(expression: string): Generator<Name> {
  for (const match of expression.matchAll(TOKEN)) {
    const [token, , quoted, plain] = match;
    const end = match.index + token.length;
    if (quoted !== undefined) yield { name: quoted.replaceAll('""', '"'), end };
    if (plain !== undefined) yield { name: plain.replace(/[A-Z]/g, (letter) => letter.toLowerCase()), end };
  }
}

/** Names in an expression as PostgreSQL folds them. May hold more than columns: functions, types, keywords. */
export const namesIn = (expression: string): ReadonlySet<string> =>
  new Set([...eachName(expression)].map(({ name }) => name));

/** Names that stand before a dot: of tables and schemas. */
export const qualifiersIn = (expression: string): ReadonlySet<string> =>
  new Set([...eachName(expression)].filter(({ end }) => /^\s*\./.test(expression.slice(end))).map(({ name }) => name));

const isParameter = (token: string): boolean => /^\$\d+$/.test(token);

/** A query without comments and with each literal as `?`: row contents do not leave the target. */
export const withoutLiterals = (query: string): string =>
  query
    .replaceAll(TOKEN, (token, _tag, quoted: string | undefined, plain: string | undefined) => {
      if (quoted !== undefined || plain !== undefined || isParameter(token)) return token;
      return token.startsWith("--") || token.startsWith("/*") ? " " : "?";
    })
    .replaceAll(/\s+/g, " ")
    .trim();
