import { foldName } from "./sqlite-names.ts";
import { tokensOf } from "./sqlite-tokens.ts";

const CALLS = new Set(["random", "randomblob", "changes", "total_changes", "last_insert_rowid"]);
const CLOCKS = new Set(["current_timestamp", "current_date", "current_time"]);
const TIMES = new Set(["date", "time", "datetime", "julianday", "unixepoch", "strftime"]);

/** The first call whose answer does not follow from the row; `null`: none. */
export function impureCall(expression: string): string | null {
  const tokens = tokensOf(expression);
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "word") continue;
    const name = foldName(token.name);
    if (CLOCKS.has(name)) return name;
    const isCall = tokens[at + 1]?.text === "(";
    if (isCall && CALLS.has(name)) return `${name}()`;
    const isNow = tokens[at + 2]?.text === ")" || tokens.slice(at + 2).some((it) => foldName(it.text) === "'now'");
    if (isCall && TIMES.has(name) && isNow) return `${name}('now')`;
  }
  return null;
}
