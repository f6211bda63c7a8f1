import { scan } from "libpg-query";
import { DomainError } from "#core/domain/domain-error.ts";
import type { ReachedColumn } from "./postgres-access-scope.ts";
import { type ColumnAccess, columnAccess } from "./postgres-column-access.ts";
import { type Node, statementsOf } from "./postgres-syntax.ts";
import { namedTokens } from "./postgres-text.ts";

/**
 * Whether a text of pg_stat_statements uses columns, each for itself. Where a literal had to stand, as after INTERVAL, its `$1` does not
 * parse, so literals are put back. What still does not parse is told by its words: it uses the column if it may.
 */
export async function textAccess(text: string, asked: readonly ReachedColumn[]): Promise<readonly ColumnAccess[]> {
  const statements = (await parsed(text)) ?? (await parsed(await withLiterals(text)));
  if (!statements) return await Promise.all(asked.map((column) => byWords(text, column)));
  return asked.map((column) => {
    const found = statements.map((statement) => columnAccess(statement, column));
    return { reads: found.some(({ reads }) => reads), writes: found.some(({ writes }) => writes) };
  });
}

async function parsed(text: string): Promise<readonly { readonly kind: string; readonly body: Node }[] | null> {
  try {
    return await statementsOf(text);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** The scanner counts bytes of UTF-8. */
async function withLiterals(text: string): Promise<string> {
  const tokens = await tokensIn(text);
  const bytes = Buffer.from(text, "utf8");
  let at = 0;
  let written = "";
  for (const { tokenName, start, end } of tokens) {
    if (tokenName !== "PARAM") continue;
    written += `${bytes.subarray(at, start).toString("utf8")}'1'`;
    at = end;
  }
  return written + bytes.subarray(at).toString("utf8");
}

async function byWords(text: string, { column, relations, views }: ReachedColumn): Promise<ColumnAccess> {
  const names = new Set(namedTokens(await tokensIn(text)).map(({ name }) => name));
  const isOf = (them: ReachedColumn["relations"]) => them.some(({ name }) => names.has(name));
  const may = isOf(views) || (isOf(relations) && (names.has(column) || names.has("*")));
  return { reads: may, writes: may };
}

const tokensIn = async (text: string) => {
  try {
    return (await scan(text)).tokens;
  } catch {
    return [];
  }
};
