import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import { DIALECT_LABELS, type Dialect } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Finding } from "#core/domain/finding.ts";
import { blankOut, type TextRange } from "./blank-out.ts";
import { cutScript } from "./cut-script.ts";
import { statementRanges } from "./statement-ranges.ts";

export interface ReadScript {
  /** What can be analysed, with all else blank: places are those of the file. */
  readonly text: string;
  readonly statements: readonly AnalysedStatement[];
  /** A finding for all that was taken out. */
  readonly findings: readonly Finding[];
  /** Statements that are not in `text`. */
  readonly lost: number;
}

/** Reads a script as far as it can be read. What cannot is a finding, never silence. */
export async function readScript(
  text: string,
  dialect: Dialect,
  analyser: Pick<StatementAnalyser, "read">,
): Promise<ReadScript> {
  const cut = cutScript(text, dialect);
  const unseen = cut.unseen.map(({ command, start }) =>
    notAnalysable(placeIn(text, start), `\`${command}\` runs SQL that does not stand here, and so it is not analysed`),
  );
  const whole = await tryToRead(cut.text, analyser);
  if (!("refusal" in whole)) {
    return { text: cut.text, statements: whole.statements, findings: unseen, lost: unseen.length };
  }
  const ranges = statementRanges(cut.text, dialect);
  const bad = await unreadable(cut.text, ranges, dialect, analyser);
  const rest = blankOut(
    cut.text,
    bad.map(({ range }) => range),
  );
  const again = await tryToRead(rest, analyser);
  // Each statement parses by itself and the text does not: then none is trusted.
  if ("refusal" in again || bad.length === 0) {
    const finding = unparsed(whole.refusal, { line: 1, column: 1 }, dialect);
    return {
      text: "",
      statements: [],
      findings: [...unseen, finding],
      lost: unseen.length + Math.max(1, ranges.length),
    };
  }
  return {
    text: rest,
    statements: again.statements,
    findings: [...unseen, ...bad.map(({ finding }) => finding)],
    lost: unseen.length + bad.length,
  };
}

interface Unreadable {
  /** With the comments before it, so that a waiver there is not taken for the next statement's. */
  readonly range: TextRange;
  readonly finding: Finding;
}

async function unreadable(
  text: string,
  ranges: readonly TextRange[],
  dialect: Dialect,
  analyser: Pick<StatementAnalyser, "read">,
): Promise<readonly Unreadable[]> {
  const found: Unreadable[] = [];
  for (const [at, range] of ranges.entries()) {
    const read = await tryToRead(alone(text, range), analyser);
    if (!("refusal" in read)) continue;
    const start = ranges[at - 1]?.end ?? 0;
    const reason = WAIVED.exec(text.slice(start, range.end))?.[1]?.trim();
    const finding = unparsed(read.refusal, placeIn(text, range.start), dialect);
    found.push({
      range: { start, end: range.end },
      finding: reason === undefined ? finding : { ...finding, suppressed: reason },
    });
  }
  return found;
}

/** The rules' own waivers are attached to statements that were read; here is none. */
const WAIVED = /--[ \t]*sluice:ignore[ \t]+not-analysable[ \t:]+(\S.*)/;

type Read = { readonly statements: readonly AnalysedStatement[] } | { readonly refusal: DomainError };

async function tryToRead(text: string, analyser: Pick<StatementAnalyser, "read">): Promise<Read> {
  try {
    return { statements: await analyser.read(text) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "invalid-plan") throw error;
    return { refusal: error };
  }
}

/** One statement on its own lines and columns. */
const alone = (text: string, { start, end }: TextRange): string =>
  blankOut(text.slice(0, end), [{ start: 0, end: start }]);

function unparsed(
  { message, details: [detail] }: DomainError,
  start: { readonly line: number; readonly column: number },
  dialect: Dialect,
): Finding {
  const why = (detail?.message ?? message).replace(/\.$/, "");
  const place = { line: detail?.line ?? start.line, column: detail?.column ?? start.column };
  return notAnalysable(place, `${DIALECT_LABELS[dialect]} cannot read this, and so it is not analysed: ${why}`);
}

export function notAnalysable(place: { readonly line: number; readonly column: number }, message: string): Finding {
  return {
    rule: "not-analysable",
    severity: "error",
    message,
    fix: "Look at it yourself. If it is right all the same, accept it with a reason.",
    ...place,
  };
}

function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
