import { hasSqlDetails, parse, type ScanToken, scan } from "libpg-query";
import { DomainError } from "#core/domain/domain-error.ts";
import { isNode, listOf, type Node, nodeOf } from "./postgres-syntax.ts";

/** One-based; columns count UTF-16 units, as editors do. */
export interface SqlPlace {
  readonly line: number;
  readonly column: number;
}
export interface SqlToken {
  /** As PostgreSQL reads a name: unquoted, or folded to lower case. */
  readonly name: string;
  /** Byte of UTF-8. */
  readonly start: number;
}
/** A statement's kind and body, and where it stands, in bytes of UTF-8. */
export interface RawStatement {
  readonly kind: string;
  readonly body: Node;
  readonly start: number;
  readonly end: number;
}

/** A text of SQL as the parser counts it: in bytes of UTF-8. */
export class SqlText {
  readonly text: string;
  readonly #bytes: Buffer;

  constructor(text: string) {
    this.text = text;
    this.#bytes = Buffer.from(text, "utf8");
  }
  get byteLength(): number {
    return this.#bytes.length;
  }
  slice(start: number, end: number): string {
    return this.#bytes.subarray(start, end).toString("utf8");
  }
  placeOf(byte: number): SqlPlace {
    return placeAt(this.slice(0, byte));
  }
}

function placeAt(before: string): SqlPlace {
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/**
 * The statements of a text with their places. Only comments: none.
 * @throws DomainError `invalid-plan` with line and column where it does not parse.
 */
export async function parseSql(source: SqlText): Promise<readonly RawStatement[]> {
  const { text } = source;
  const nul = text.indexOf("\0");
  // The parser would stop there in silence and show only what stands before.
  if (nul >= 0) throw invalidSql("The SQL holds a NUL character; remove it", placeAt(text.slice(0, nul)));
  if (text.trim() === "") return [];
  const tree = await parse(text).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    // Code points, not bytes.
    const cursor = hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
    throw invalidSql(error.message, placeAt([...text].slice(0, Math.max(cursor, 0)).join("")), error);
  });
  return listOf(tree, "stmts").flatMap((raw) => {
    const [entry] = Object.entries(nodeOf(raw, "stmt") ?? {});
    if (!entry || !isNode(entry[1]) || !isNode(raw)) return [];
    const start = typeof raw.stmt_location === "number" ? raw.stmt_location : 0;
    const length = typeof raw.stmt_len === "number" && raw.stmt_len > 0 ? raw.stmt_len : source.byteLength - start;
    return [{ kind: entry[0], body: entry[1], start, end: start + length }];
  });
}

export function invalidSql(message: string, place: SqlPlace, cause?: unknown): DomainError {
  return new DomainError("invalid-plan", `${message} (line ${place.line}, column ${place.column})`, {
    cause,
    details: [{ message, ...place }],
  });
}

/** The text's tokens without comments, for names whose place the parser does not tell. */
export async function tokensOf(source: SqlText): Promise<readonly SqlToken[]> {
  if (source.text.trim() === "") return [];
  const { tokens } = await scan(source.text);
  return namedTokens(tokens);
}

export const namedTokens = (tokens: readonly ScanToken[]): readonly SqlToken[] =>
  tokens
    .filter(({ tokenName }) => !tokenName.endsWith("_COMMENT"))
    .map(({ text, start }) => ({
      name: text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase(),
      start,
    }));

/** A name as people write it: quoted only where it must be. */
export async function plainName(name: string): Promise<string> {
  if (/^[a-z_][a-z0-9_]*$/.test(name)) {
    const { tokens } = await scan(name);
    // 0: no keyword, 1: unreserved.
    if (tokens.length === 1 && (tokens[0]?.keywordKind ?? 9) <= 1) return name;
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** The nodes of one kind in a list. */
export const wrappedIn = (node: Node | null, key: string, kind: string): readonly Node[] =>
  listOf(node, key).flatMap((item): readonly Node[] => {
    const inner = nodeOf(item, kind);
    return inner ? [inner] : [];
  });

/** Tokens that stand in no parentheses, from the table's name on. */
export function topLevel(tokens: readonly SqlToken[], from: number): readonly SqlToken[] {
  let depth = 0;
  const found: SqlToken[] = [];
  for (const token of tokens) {
    if (token.start < from) continue;
    if (token.name === ")" || token.name === "]") depth -= 1;
    if (depth === 0) found.push(token);
    if (token.name === "(" || token.name === "[") depth += 1;
  }
  return found;
}
