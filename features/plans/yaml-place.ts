/** Where in a YAML document somebody types: the keys above the cursor, and what is being written there. */
export interface YamlPlace {
  /** Keys from the top; `[]` is an item of a list. */
  readonly path: readonly string[];
  readonly kind: "key" | "value";
  /** What is typed so far of the key or value. */
  readonly prefix: string;
  /** Keys that the mapping under the cursor has already. */
  readonly siblings: readonly string[];
  /** Column at which a new line of the same mapping begins. */
  readonly column: number;
  /** A list item was begun with `-` on this line. */
  readonly hasDash: boolean;
}

interface Line {
  readonly dashes: readonly number[];
  readonly key: { readonly column: number; readonly name: string } | null;
  readonly value: string;
  /** Column of the first thing that is neither space nor dash. */
  readonly column: number;
}

const BLOCK_SCALAR = /^[|>][+-]?\d*\s*$/;

function readLine(text: string): Line | null {
  let column = text.length - text.trimStart().length;
  if (text.trim() === "" || text.trimStart().startsWith("#")) return null;
  const dashes: number[] = [];
  while (/^-(\s|$)/.test(text.slice(column))) {
    dashes.push(column);
    const after = text.slice(column + 1);
    column += 1 + (after.length - after.trimStart().length);
  }
  const key = /^([\w.-]+|"[^"]*"|'[^']*')\s*:(\s|$)/.exec(text.slice(column));
  const name = key?.[1]?.replace(/^["']|["']$/g, "");
  return {
    dashes,
    key: name === undefined ? null : { column, name },
    value: key ? text.slice(column + key[0].length).trim() : text.slice(column).trim(),
    column,
  };
}

/** How far the walk up the document has come. */
interface Climb {
  column: number;
  belowDash: boolean;
  readonly path: string[];
}

/** A key is above when it stands further left; a list may stand in its owner's column. */
function isAbove(line: Line, { column, belowDash }: Climb): boolean {
  if (!line.key) return false;
  return line.key.column < column || (belowDash && line.key.column === column && line.dashes.length === 0);
}

function climbDashes(line: Line, climb: Climb): void {
  for (const dash of line.dashes.toReversed()) {
    if (dash >= climb.column || climb.belowDash) continue;
    climb.path.unshift("[]");
    climb.column = dash;
    climb.belowDash = true;
  }
}

/** The keys above a column, from the lines over it; `null` inside a block of text such as `sql: |`. */
function parentsOf(lines: readonly string[], from: number, startColumn: number, isItem: boolean): string[] | null {
  const climb: Climb = { column: startColumn, belowDash: isItem, path: [] };
  for (let at = from; at >= 0 && (climb.column > 0 || climb.belowDash); at -= 1) {
    const line = readLine(lines[at] ?? "");
    if (!line) continue;
    if (line.key && isAbove(line, climb)) {
      if (BLOCK_SCALAR.test(line.value)) return null;
      climb.path.unshift(line.key.name);
      climb.column = line.key.column;
      climb.belowDash = false;
    }
    climbDashes(line, climb);
  }
  return climb.path;
}

/** Keys in a column, in one direction, until their mapping ends. */
function keysFrom(lines: readonly string[], column: number, goesDown: boolean): string[] {
  const found: string[] = [];
  for (const text of lines) {
    const line = readLine(text);
    if (!line) continue;
    if (line.column < column) break;
    // Downwards a dash opens the next item; upwards it opened this one.
    const opens = line.dashes.length > 0 && line.column === column;
    if (opens && goesDown) break;
    if (line.key?.column === column) found.push(line.key.name);
    if (opens) break;
  }
  return found;
}

const siblingsOf = (lines: readonly string[], at: number, column: number): string[] => [
  ...keysFrom(lines.slice(0, at).toReversed(), column, false),
  ...keysFrom(lines.slice(at + 1), column, true),
];

interface FlowLevel {
  readonly close: "}" | "]";
  readonly keys: string[];
  key: string | null;
}

interface Flow {
  readonly levels: FlowLevel[];
  rest: string;
  quote: string | null;
}

const unquoted = (text: string): string => text.trim().replace(/^["']|["']$/g, "");

/** Takes what opens, closes and separates; answers whether the character was one of these. */
function walkMark(flow: Flow, char: string): boolean {
  const level = flow.levels.at(-1);
  if (char === "{" || char === "[") flow.levels.push({ close: char === "{" ? "}" : "]", keys: [], key: null });
  else if (char === level?.close) flow.levels.pop();
  else if (level && char === ",") level.key = null;
  else if (level?.close === "}" && char === ":" && level.key === null) {
    level.key = unquoted(flow.rest);
    level.keys.push(level.key);
  } else return false;
  flow.rest = "";
  return true;
}

/** Walks `{ table: city, set: { a` and answers where its end is. */
function walkFlow(text: string): Flow {
  const flow: Flow = { levels: [], rest: "", quote: null };
  for (const char of text) {
    if (flow.quote !== null) {
      if (char === flow.quote) flow.quote = null;
      flow.rest += char;
    } else if (!walkMark(flow, char)) {
      if (char === '"' || char === "'") flow.quote = char;
      flow.rest += char;
    }
  }
  flow.rest = flow.rest.trimStart();
  return flow;
}

function flowPlace(base: readonly string[], text: string, column: number): YamlPlace | null {
  const { levels, rest } = walkFlow(text);
  const last = levels.at(-1);
  if (!last) return null;
  const path = [...base];
  for (const level of levels) {
    if (level.close === "]") path.push("[]");
    if (level.key !== null) path.push(level.key);
  }
  const kind = last.close === "}" && last.key === null ? "key" : "value";
  return { path, kind, prefix: rest, siblings: last.keys, column, hasDash: false };
}

/** Reads by indentation and not by a parser: what is being typed is seldom whole. */
export function yamlPlaceAt(text: string, offset: number): YamlPlace | null {
  const before = text.slice(0, offset).split("\n");
  const at = before.length - 1;
  const current = before[at] ?? "";
  if (current.trimStart().startsWith("#")) return null;
  const lines = text.split("\n");
  const line = readLine(current) ?? { dashes: [], key: null, value: "", column: current.length };
  const isItem = line.dashes.length > 0;
  const column = line.column;
  // Below the dashes of this line lies a list, above them its owner.
  const parents = parentsOf(lines, at - 1, line.dashes[0] ?? column, isItem);
  if (!parents) return null;
  const base = [...parents, ...line.dashes.map(() => "[]")];
  const siblings = siblingsOf(lines, at, column);
  if (line.key) {
    const path = [...base, line.key.name];
    if (/[{[]/.test(line.value)) return flowPlace(path, line.value, column);
    if (BLOCK_SCALAR.test(line.value)) return null;
    return { path, kind: "value", prefix: line.value, siblings, column, hasDash: isItem };
  }
  if (!/^[\w.-]*$/.test(line.value)) return null;
  return { path: base, kind: "key", prefix: line.value, siblings, column, hasDash: isItem };
}
