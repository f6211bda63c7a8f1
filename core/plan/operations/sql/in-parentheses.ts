/** An expression in parentheses; a comment at its end must not swallow what follows it. */
export const inParentheses = (expression: string): string =>
  expression.includes("--") ? `(${expression}\n)` : `(${expression})`;
