import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import { foldName } from "./sqlite-names.ts";
import { isName, isWord, type SqliteToken, splitStatements } from "./sqlite-tokens.ts";

export interface IndexStatement {
  readonly kind: "create" | "drop";
  /** As it will be sent. */
  readonly text: string;
  readonly name: string;
  /** What makes it this index and no other: uniqueness, table, columns, filter. Empty for a DROP. */
  readonly essence: string;
}

/** Names without their quotes and all in lower case, so that spelling makes no difference; strings as they are. */
const essenceOf = (tokens: readonly SqliteToken[]): string =>
  tokens.map((token) => (token.kind === "string" ? token.text : foldName(token.name))).join(" ");

function parts(tokens: readonly SqliteToken[]): Pick<IndexStatement, "kind" | "name" | "essence"> | null {
  const isCreate = isWord(tokens[0], "CREATE");
  const isUnique = isWord(tokens[1], "UNIQUE");
  let at = isCreate && isUnique ? 2 : 1;
  if ((!isCreate && !isWord(tokens[0], "DROP")) || !isWord(tokens[at], "INDEX")) return null;
  at += 1;
  for (const word of ["IF", "NOT", "EXISTS"]) if (isWord(tokens[at], word)) at += 1;
  if (tokens[at + 1]?.text === ".") at += 2;
  const name = tokens[at];
  if (!isName(name)) return null;
  const essence = isCreate ? `${isUnique} ${essenceOf(tokens.slice(at + 1))}` : "";
  return { kind: isCreate ? "create" : "drop", name: name.name, essence };
}

/** @throws DomainError `invalid-plan` unless it is one CREATE INDEX or DROP INDEX. */
export function readIndexStatement(sql: string): IndexStatement {
  const [tokens, ...others] = splitStatements(sql);
  const read = tokens && others.length === 0 ? parts(tokens) : null;
  if (!tokens || !read) {
    throw new DomainError("invalid-plan", "An index step holds exactly one CREATE INDEX or DROP INDEX statement.");
  }
  return { ...read, text: sql.slice(tokens[0]?.start, tokens.at(-1)?.end) };
}

/**
 * Whether the statement's effect is there already.
 * @throws DomainError `target-refused` where another index has the name.
 */
export async function isIndexDone(connection: Connection, index: IndexStatement): Promise<boolean> {
  const { rows } = await connection.query(
    "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ? COLLATE NOCASE",
    [index.name],
  );
  const [found] = rows;
  if (index.kind === "drop") return found === undefined;
  if (!found) return false;
  if (found.sql !== null && readIndexStatement(String(found.sql)).essence === index.essence) return true;
  throw new DomainError(
    "target-refused",
    `There is another index named ${index.name} in the file. Nothing was changed; drop it or choose another name.`,
  );
}
