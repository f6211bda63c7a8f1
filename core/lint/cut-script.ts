import type { Dialect } from "#core/domain/dialect.ts";
import { blankOut, type TextRange } from "./blank-out.ts";
import { endOfLine, opaqueEnd } from "./opaque-end.ts";

export interface CutScript {
  /** What the server gets, on the same lines and columns. */
  readonly text: string;
  /** Commands of the shell that run SQL which does not stand here, such as `\i other.sql`. */
  readonly unseen: readonly { readonly command: string; readonly start: number }[];
}

const COPY_FROM_STDIN = /(^|\n)\s*COPY\b[\s\S]*\bFROM\s+STDIN\b/i;
/** These end the statement before them, as a semicolon does. */
const SENDS = /^\\(g|gx|gset|gexec|gdesc|watch|crosstabview|bind|parse)\b/;
const RUNS_MORE = /^\\(i|ir|include|include_relative|gexec|copy)\b/;
const DOT_RUNS_MORE = /^\.(read|import|restore)\b/;

/** Cuts off what is for psql or the sqlite3 shell and not for the server: backslash and dot commands, and the data of COPY. */
export function cutScript(text: string, dialect: Dialect): CutScript {
  if (dialect === "sqlite") return cutDotCommands(text);
  const mayHold = text.includes("\\") || /\bFROM\s+STDIN\b/i.test(text);
  return mayHold ? cutForPsql(text) : { text, unseen: [] };
}

interface Cutting {
  readonly cut: TextRange[];
  /** Backslashes in whose place a semicolon stands. */
  readonly sends: number[];
  readonly unseen: CutScript["unseen"][number][];
}

/** Goes over what is neither quoted nor a comment; `step` answers where to go on. */
function overCode(text: string, dialect: Dialect, step: (at: number) => number): void {
  for (let at = 0; at < text.length; ) {
    const end = opaqueEnd(text, at, dialect);
    at = end > at ? end : Math.max(step(at), at + 1);
  }
}

function cutForPsql(text: string): CutScript {
  const cutting: Cutting = { cut: [], sends: [], unseen: [] };
  let statement = 0;
  overCode(text, "postgresql", (at) => {
    if (text[at] === "\\") {
      const end = cutCommand(text, at, cutting, RUNS_MORE);
      if (SENDS.test(text.slice(at, end))) cutting.sends.push(at);
      return end;
    }
    if (text[at] !== ";") return at;
    const data = COPY_FROM_STDIN.test(text.slice(statement, at)) ? dataAfter(text, at) : null;
    if (data) cutting.cut.push(data);
    statement = data?.end ?? at + 1;
    return statement;
  });
  return { text: withSemicolons(blankOut(text, cutting.cut), cutting.sends), unseen: cutting.unseen };
}

function cutCommand(text: string, at: number, { cut, unseen }: Cutting, runsMore: RegExp): number {
  const end = endOfLine(text, at);
  const command = text.slice(at, end).trim();
  if (runsMore.test(command)) unseen.push({ command, start: at });
  cut.push({ start: at, end });
  return end;
}

/** From the line after the statement to the line `\.`, that line too. */
function dataAfter(text: string, semicolon: number): TextRange {
  const start = Math.min(endOfLine(text, semicolon) + 1, text.length);
  const end = /^\\\.[ \t\r]*$/m.exec(text.slice(start));
  return { start, end: end ? start + end.index + end[0].length : text.length };
}

const withSemicolons = (text: string, places: readonly number[]): string =>
  places.reduce((all, at) => `${all.slice(0, at)};${all.slice(at + 1)}`, text);

function cutDotCommands(text: string): CutScript {
  if (!/^\.[a-z]/m.test(text)) return { text, unseen: [] };
  const cutting: Cutting = { cut: [], sends: [], unseen: [] };
  overCode(text, "sqlite", (at) => {
    const isCommand = /^\.[a-z]/.test(text.slice(at, at + 2)) && (at === 0 || text[at - 1] === "\n");
    return isCommand ? cutCommand(text, at, cutting, DOT_RUNS_MORE) : at;
  });
  return { text: blankOut(text, cutting.cut), unseen: cutting.unseen };
}
