import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from "yaml";
import type { Finding } from "#core/domain/finding.ts";

/** One-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}
export type Path = readonly PropertyKey[];

/** A plan's text with the way back from a value to its place. */
export interface PlanSource {
  readonly value: unknown;
  /** Where the value at `path` begins; where it is missing, the nearest thing around it. */
  placeOf(path: Path): Place;
  /** Where the name of the field at `path` stands. */
  placeOfKey(path: Path): Place;
  /** The place of a line and column (one-based) inside the trimmed text at `path`. */
  placeInText(path: Path, line: number, column: number): Place;
}

const MOST_CHARACTERS = 1_000_000;
const MOST_ALIASES = 100;

/** Reads YAML or JSON. What does not parse is answered as findings with line and column. */
export function readPlanSource(
  text: string,
):
  | { readonly source: PlanSource; readonly findings: readonly [] }
  | { readonly source: null; readonly findings: readonly Finding[] } {
  const refusal = refuse(text);
  if (refusal) return { source: null, findings: [refusal] };
  const lines = new LineCounter();
  const readable = withSpacesForTabs(text);
  try {
    const document = parseDocument(readable, {
      lineCounter: lines,
      uniqueKeys: true,
      prettyErrors: false,
      strict: true,
    });
    if (document.errors.length > 0) {
      return {
        source: null,
        findings: document.errors.map((error) =>
          syntaxFinding(messageOf(error.code, error.message), placeAt(lines, error.pos[0])),
        ),
      };
    }
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { source: sourceOf(document, value, readable, lines), findings: [] };
  } catch (error) {
    if (error instanceof RangeError)
      return { source: null, findings: [syntaxFinding("The plan is nested too deeply")] };
    if (error instanceof ReferenceError) {
      return {
        source: null,
        findings: [syntaxFinding(`The plan repeats itself by aliases too often or wrongly: ${error.message}`)],
      };
    }
    throw error;
  }
}

function refuse(text: string): Finding | null {
  if (text.length > MOST_CHARACTERS) {
    return syntaxFinding(`The plan has ${text.length} characters; the most that is read is ${MOST_CHARACTERS}`);
  }
  if (isTooDeep(text)) return syntaxFinding("The plan is nested too deeply");
  const nul = text.indexOf("\0");
  if (nul < 0) return text.trim() === "" ? syntaxFinding("The plan is empty") : null;
  const before = text.slice(0, nul).split("\n");
  return syntaxFinding("The plan holds a NUL character; remove it", {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  });
}

const DEEPEST = 200;

/** Nesting costs the parser the square of its depth: refused before it is tried. Brackets in texts count too; few texts have so many. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    if (depth > DEEPEST) return true;
  }
  return /(?:[-?:] ){200}/.test(text);
}

/** JSON may be indented with tabs, YAML may not. One for one, so that places stay. */
const withSpacesForTabs = (text: string): string =>
  /^\s*[{[]/.test(text) ? text.replaceAll(/^\t+/gm, (tabs) => " ".repeat(tabs.length)) : text;

const syntaxFinding = (message: string, place: Place = { line: 1, column: 1 }): Finding => ({
  rule: "plan-syntax",
  severity: "error",
  message,
  ...place,
});

function messageOf(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "This field is given twice; keep one";
  if (code === "MULTIPLE_DOCS") return "One file holds one plan; remove the second `---` document";
  if (code === "TAB_AS_INDENT") return "YAML is indented with spaces; this line begins with a tab";
  return message;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function sourceOf(document: Document, value: unknown, text: string, lines: LineCounter): PlanSource {
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  /** One step down; `undefined` where there is nothing. */
  const inside = (
    node: unknown,
    part: PropertyKey,
  ): { readonly node: unknown; readonly key: Node | null } | undefined => {
    const here = resolve(node);
    if (!isCollection(here)) return undefined;
    if (!isMap(here)) {
      const item: unknown = here.items[Number(part)];
      return item === undefined ? undefined : { node: item, key: null };
    }
    const pair = here.items.find((item) => keyOf(item.key) === String(part));
    return pair && { node: pair.value ?? pair.key, key: pair.key as Node };
  };
  /** As far as the path leads. */
  const follow = (
    path: Path,
  ): { readonly node: Node | null; readonly key: Node | null; readonly complete: boolean } => {
    let node: unknown = document.contents;
    let key: Node | null = null;
    for (const part of path) {
      const next = inside(node, part);
      if (!next) return { node: node as Node | null, key, complete: false };
      ({ node, key } = next);
    }
    return { node: node as Node | null, key, complete: true };
  };
  const placeOfNode = (node: Node | null): Place => placeAt(lines, node?.range?.[0] ?? 0);
  const around = (path: Path): Place => {
    const { node, key } = follow(path);
    return placeOfNode(key ?? node);
  };

  return {
    value,
    placeOf(path) {
      const found = follow(path);
      return found.complete ? placeOfNode(found.node) : around(path);
    },
    placeOfKey: around,
    placeInText(path, line, column) {
      const found = follow(path);
      const scalar = resolve(found.node);
      if (!found.complete || !isScalar(scalar) || typeof scalar.value !== "string" || !scalar.range)
        return around(path);
      return placeAt(lines, offsetInScalar(text, scalar as Scalar<string>, line, column));
    },
  };
}

const keyOf = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);

/**
 * Where a place in a scalar's value stands in the source. Source and value are walked side by side: they differ in
 * white space (indentation, folding), quotes and escapes only.
 */
function offsetInScalar(text: string, scalar: Scalar<string>, line: number, column: number): number {
  const { value, type } = scalar;
  const [start, end] = scalar.range ?? [0, 0];
  const target = offsetOf(value, line, column);
  const isBlock = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  const isQuoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
  let at = isBlock ? text.indexOf("\n", start) + 1 : start + (isQuoted ? 1 : 0);
  let inValue = 0;
  while (at < end && inValue < target) {
    const [inSource, ofValue] = stride(text, at, value, inValue, type);
    at += inSource;
    inValue += ofValue;
  }
  while (at < end && isSpace(text[at]) && !isSpace(value[target])) at += 1;
  return at;
}

/** How far to go on in source and in value, so that both stand at the same character again. */
function stride(text: string, at: number, value: string, inValue: number, type: string | undefined): [number, number] {
  const width = escapeWidth(text, at, type);
  if (width > 1) return [width, 1];
  if (text[at] === value[inValue]) return [1, 1];
  return isSpace(text[at]) || !isSpace(value[inValue]) ? [1, 0] : [0, 1];
}

function escapeWidth(text: string, at: number, type: string | undefined): number {
  if (type === "QUOTE_SINGLE") return text.startsWith("''", at) ? 2 : 1;
  if (type !== "QUOTE_DOUBLE" || text[at] !== "\\") return 1;
  return { x: 4, u: 6, U: 10 }[text[at + 1] ?? ""] ?? 2;
}

/** The contract trims SQL before it is read: lines and columns count from the first character that is no space. */
function offsetOf(value: string, line: number, column: number): number {
  let offset = value.length - value.trimStart().length;
  for (let passed = 1; passed < line; passed++) {
    const next = value.indexOf("\n", offset);
    if (next < 0) break;
    offset = next + 1;
  }
  return Math.min(offset + column - 1, value.length);
}
