import { scan } from "libpg-query";
import { SqlText } from "./postgres-text.ts";

const DEEPER: Readonly<Record<string, number>> = { "(": 1, "[": 1, ")": -1, "]": -1 };

/** What stands in the first parentheses after a keyword, parted at the commas that stand in no others. */
export async function textInParentheses(sql: string, keyword: string): Promise<readonly string[]> {
  const { tokens } = await scan(sql);
  const source = new SqlText(sql);
  const word = tokens.findIndex(({ text, keywordKind }) => keywordKind > 0 && text.toUpperCase() === keyword);
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { text, start: at, end } of word < 0 ? [] : tokens.slice(word)) {
    const after = depth + (DEEPER[text] ?? 0);
    const isBorder = depth === 1 && (text === "," || after === 0);
    if (isBorder) parts.push(source.slice(start, at).trim());
    if (isBorder || (depth === 0 && after === 1)) start = end;
    if (depth === 1 && after === 0) return parts;
    depth = after;
  }
  return parts;
}
