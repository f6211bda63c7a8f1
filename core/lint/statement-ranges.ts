import type { Dialect } from "#core/domain/dialect.ts";
import type { TextRange } from "./blank-out.ts";
import { opaqueEnd } from "./opaque-end.ts";

const TRIGGER = /^\s*CREATE\s+(TEMP(ORARY)?\s+)?TRIGGER\b/i;
const ENDS_TRIGGER = /\bEND\s*$/i;

/**
 * The statements of a text by its semicolons, each from its first word on: for a text that no parser reads as a whole.
 * Strings, comments and bodies between dollar signs are passed over.
 */
export function statementRanges(text: string, dialect: Dialect): readonly TextRange[] {
  const ranges: TextRange[] = [];
  let start: number | null = null;
  const close = (end: number) => {
    if (start !== null) ranges.push({ start, end });
    start = null;
  };
  for (let at = 0; at < text.length; ) {
    const end = opaqueEnd(text, at, dialect);
    const isComment = end > at && (text[at] === "-" || text[at] === "/");
    const isCode = !isComment && text[at] !== ";" && !/\s/.test(text[at] ?? "");
    if (isCode) start ??= at;
    if (end === at && text[at] === ";" && !isInTrigger(text, start, at, dialect)) close(at + 1);
    at = Math.max(end, at + 1);
  }
  close(text.length);
  return ranges;
}

/** The statements of a SQLite trigger end in semicolons of their own. */
function isInTrigger(text: string, start: number | null, at: number, dialect: Dialect): boolean {
  if (dialect !== "sqlite" || start === null) return false;
  const statement = text.slice(start, at);
  return TRIGGER.test(statement) && !ENDS_TRIGGER.test(statement);
}
