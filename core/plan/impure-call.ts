import type { Place } from "./read-plan-source.ts";

const CALL =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\b(?:(random|randomblob|random_normal|gen_random_uuid|uuidv4|uuidv7|uuid_generate_v[14]|clock_timestamp|timeofday|nextval|now|statement_timestamp|transaction_timestamp|changes|last_insert_rowid)\s*\(|(current_timestamp|current_date|current_time|localtimestamp|localtime)\b)/gi;

/** The first call whose answer does not follow from the row, as far as its name tells; strings and comments are skipped. */
export function impureCall(expression: string): (Place & { readonly name: string }) | null {
  for (const match of expression.matchAll(CALL)) {
    const name = match[1] ?? match[2];
    if (!name) continue;
    const lines = expression.slice(0, match.index).split("\n");
    return { name: match[1] ? `${name}()` : name, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }
  return null;
}
