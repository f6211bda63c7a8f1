import { scan } from "libpg-query";
import { type Node, nodeOf } from "./postgres-syntax.ts";
import { type SqlText, type SqlToken, topLevel } from "./postgres-text.ts";

const locationOf = (node: Node | null): number => (typeof node?.location === "number" ? node.location : 0);

/** Tokens without comments; a quoted name keeps its quotes, so that none is taken for a word or a parenthesis. */
export async function clauseTokens({ text }: SqlText): Promise<readonly SqlToken[]> {
  if (text.trim() === "") return [];
  const { tokens } = await scan(text);
  return tokens
    .filter(({ tokenName }) => !tokenName.endsWith("_COMMENT"))
    .map((it) => ({ name: it.text.startsWith('"') ? it.text : it.text.toLowerCase(), start: it.start }));
}

/** Cuts clauses of one statement out of its text: the parser tells where they begin, not where they end. */
export class ClauseTexts {
  readonly #source: SqlText;
  readonly #tokens: readonly SqlToken[];
  readonly #end: number;

  constructor(source: SqlText, tokens: readonly SqlToken[], end: number) {
    this.#source = source;
    this.#tokens = tokens.filter((it) => it.start < end);
    this.#end = end;
  }

  /** What stands in the first parentheses of a node, such as a CHECK. */
  inParentheses(node: Node): string {
    const open = this.#tokens.findIndex((it) => it.start >= locationOf(node) && it.name === "(");
    const start = this.#tokens[open]?.start ?? this.#end;
    return this.#cut(start + 1, this.#closing(open));
  }

  /** The type of a column that is added: up to its first constraint, or to the end of the definition. */
  typeOf(definition: Node): string {
    const start = locationOf(nodeOf(definition, "typeName"));
    const constraints = Array.isArray(definition.constraints) ? definition.constraints : [];
    const marks = constraints.map((it) => locationOf(nodeOf(it, "Constraint"))).filter((it) => it > start);
    return this.#cut(start, Math.min(this.#clauseEnd(start), ...marks));
  }

  /** The type and the USING expression of ALTER COLUMN … TYPE. */
  typeChange(definition: Node | null): { readonly type: string; readonly using: string | null } {
    const start = locationOf(nodeOf(definition, "typeName"));
    const end = this.#clauseEnd(start);
    const outer = topLevel(this.#tokens, start).filter((it) => it.start < end);
    const using = nodeOf(definition, "raw_default") ? outer.find((it) => it.name === "using") : undefined;
    const collate = outer.find((it) => it.name === "collate");
    const type = this.#cut(start, Math.min(using?.start ?? end, collate?.start ?? end));
    return { type, using: using ? this.#cut(using.start + "using".length, end) : null };
  }

  defaultOf(constraint: Node, all: readonly Node[]): string {
    const start = locationOf(constraint);
    const next = all.map(locationOf).filter((it) => it > start);
    return this.#cut(start + "default".length, Math.min(this.#clauseEnd(start), ...next));
  }

  /** Key elements of CREATE INDEX as expressions, without ordering and operator classes, and its filter. */
  index(body: Node): { readonly elements: readonly string[]; readonly where: string | null } {
    const from = locationOf(nodeOf(body, "relation"));
    const open = this.#tokens.findIndex((it) => it.start > from && it.name === "(");
    const close = this.#closing(open);
    const first = this.#tokens[open]?.start ?? close;
    const inside = topLevel(
      this.#tokens.filter((it) => it.start < close),
      first + 1,
    );
    const commas = inside.filter((it) => it.name === ",").map((it) => it.start);
    const starts = [first + 1, ...commas.map((it) => it + 1)];
    const where = topLevel(this.#tokens, close + 1).find((it) => it.name === "where");
    return {
      elements: starts.map((start, at) => this.#element(start, commas[at] ?? close)),
      where: where ? this.#cut(where.start + "where".length, this.#clauseEnd(where.start, ";")) : null,
    };
  }

  /** `lower(a) DESC` without its DESC: an expression ends with its first closed parentheses. */
  #element(start: number, end: number): string {
    const open = this.#tokens.findIndex((it) => it.start >= start && it.start < end && it.name === "(");
    return open < 0 ? this.#cut(start, end) : this.#cut(start, this.#closing(open) + 1);
  }

  #closing(open: number): number {
    let depth = 0;
    for (const token of this.#tokens.slice(Math.max(open, 0))) {
      if (token.name === "(") depth += 1;
      if (token.name === ")") depth -= 1;
      if (depth === 0) return token.start;
    }
    return this.#end;
  }

  #clauseEnd(start: number, ...symbols: readonly string[]): number {
    const ends = symbols.length > 0 ? symbols : [",", ";"];
    return topLevel(this.#tokens, start).find((it) => ends.includes(it.name))?.start ?? this.#end;
  }

  #cut = (start: number, end: number): string => this.#source.slice(start, end).trim();
}
