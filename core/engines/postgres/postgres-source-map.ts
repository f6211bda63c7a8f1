import type { SourcePlace } from "#core/analysis/source-place.ts";
import { stripOuterParentheses } from "./postgres-outer-parentheses.ts";
import { isNode } from "./postgres-syntax.ts";
import type { SqlToken } from "./postgres-text.ts";

/** Turns the parser's bytes of UTF-8 into places and texts, in time that does not grow with the length of the script. */
export class SourceMap {
  readonly text: string;
  readonly #bytes: Buffer;
  readonly #isAscii: boolean;
  /** Of each line its first byte and its first UTF-16 unit. */
  readonly #lines: { readonly byte: number; readonly offset: number }[] = [{ byte: 0, offset: 0 }];
  readonly #tokens: readonly SqlToken[];

  constructor(text: string, tokens: readonly SqlToken[]) {
    this.text = text;
    this.#bytes = Buffer.from(text, "utf8");
    this.#isAscii = this.#bytes.length === text.length;
    this.#tokens = tokens;
    let from = 0;
    for (let offset = text.indexOf("\n"); offset >= 0; offset = text.indexOf("\n", offset + 1)) {
      const last = this.#lines.at(-1) ?? { byte: 0, offset: 0 };
      const byte = this.#isAscii ? offset + 1 : last.byte + Buffer.byteLength(text.slice(from, offset + 1));
      this.#lines.push({ byte, offset: offset + 1 });
      from = offset + 1;
    }
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  slice(start: number, end: number): string {
    return this.#isAscii ? this.text.slice(start, end) : this.#bytes.subarray(start, end).toString("utf8");
  }

  placeOf(byte: number): SourcePlace {
    const at = lastNotAfter(this.#lines, ({ byte: it }) => it, byte);
    const line = this.#lines[at] ?? { byte: 0, offset: 0 };
    const units = this.#isAscii ? byte - line.byte : this.slice(line.byte, byte).length;
    return { line: at + 1, column: units + 1, offset: line.offset + units };
  }

  /** Tokens from a byte on. */
  *tokensFrom(byte: number): Generator<SqlToken> {
    for (let at = this.#tokenAt(byte); at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (token) yield token;
    }
  }

  /** Where the first token of a name stands, from a byte on. */
  tokenNamed(name: string, from: number, end: number): number | null {
    for (const token of this.tokensFrom(from)) {
      if (token.start >= end) return null;
      if (token.name === name) return token.start;
    }
    return null;
  }

  /** An expression as it is written. `stops` are bytes at which something else begins at the latest. */
  expression(node: unknown, end: number, stops: readonly number[] = []): string {
    const least = leastLocation(node);
    if (least === null) return "";
    let at = this.#tokenAt(least);
    while (at > 0 && this.#tokens[at - 1]?.name === "(") at -= 1;
    const start = this.#tokens[at]?.start ?? least;
    const stop = Math.min(end, ...stops.filter((it) => it > least));
    return stripOuterParentheses(this.slice(start, this.#endOf(start, stop)).trim());
  }

  #endOf(start: number, stop: number): number {
    let depth = 0;
    for (const { name, start: at } of this.tokensFrom(start)) {
      if (at >= stop) return stop;
      if (name === ")" || name === "]") depth -= 1;
      if (depth < 0 || (depth === 0 && (name === "," || name === ";"))) return at;
      if (name === "(" || name === "[") depth += 1;
    }
    return stop;
  }

  #tokenAt(byte: number): number {
    const before = lastNotAfter(this.#tokens, ({ start }) => start, byte - 1);
    return before + 1;
  }
}

/** The index of the last item whose number is not greater, or -1. */
function lastNotAfter<T>(items: readonly T[], numberOf: (item: T) => number, wanted: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && numberOf(item) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The first byte of what a node stands for; an operator's own place is behind its left side. */
export function leastLocation(value: unknown): number | null {
  if (Array.isArray(value)) return least(value.map(leastLocation));
  if (!isNode(value)) return null;
  const own = typeof value.location === "number" && value.location >= 0 ? value.location : null;
  return least([own, ...Object.values(value).map(leastLocation)]);
}

const least = (numbers: readonly (number | null)[]): number | null =>
  numbers.reduce((most, it) => (it === null ? most : most === null ? it : Math.min(most, it)), null);
