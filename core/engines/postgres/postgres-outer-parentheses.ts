/** Takes away a pair of parentheses that holds the whole text. */
export function stripOuterParentheses(text: string): string {
  let inner = text;
  while (inner.startsWith("(") && closesAtEnd(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}

function closesAtEnd(text: string): boolean {
  // A quote could hold a parenthesis: then it stays as it is written.
  if (/['"$]/.test(text)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}
