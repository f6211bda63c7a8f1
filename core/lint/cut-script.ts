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

function cutForPsql(text: string): CutScript {
  const cut: TextRange[] = [];
  const sends: number[] = [];
  const unseen: CutScript["unseen"][number][] = [];
  let statement = 0;
  for (let at = 0; at < text.length; ) {
    const end = opaqueEnd(text, at, "postgresql");
    if (end > at) {
      at = end;
    } else if (text[at] === "\\") {
      const stop = endOfLine(text, at);
      const command = text.slice(at, stop).trim();
      if (RUNS_MORE.test(command)) unseen.push({ command, start: at });
      if (SENDS.test(command)) sends.push(at);
      cut.push({ start: at, end: stop });
      at = stop;
    } else {
      if (text[at] === ";") {
        const data = COPY_FROM_STDIN.test(text.slice(statement, at)) ? dataAfter(text, at) : null;
        if (data) cut.push(data);
        statement = data?.end ?? at + 1;
      }
      at = Math.max(statement, at + 1);
    }
  }
  return { text: withSemicolons(blankOut(text, cut), sends), unseen };
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
  const cut: TextRange[] = [];
  const unseen: CutScript["unseen"][number][] = [];
  for (let at = 0; at < text.length; ) {
    const end = opaqueEnd(text, at, "sqlite");
    const isCommand = end === at && text[at] === "." && (at === 0 || text[at - 1] === "\n");
    if (isCommand) {
      const stop = endOfLine(text, at);
      const command = text.slice(at, stop).trim();
      if (DOT_RUNS_MORE.test(command)) unseen.push({ command, start: at });
      cut.push({ start: at, end: stop });
      at = stop;
    } else at = Math.max(end, at + 1);
  }
  return { text: blankOut(text, cut), unseen };
}
