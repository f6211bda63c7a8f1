import { unlookedInWords } from "#core/analysis/unlooked-in-words.ts";
import { SEVERITIES } from "#core/domain/finding.ts";
import type { LintedSet, LintFinding, LintReport } from "../lint-report.ts";
import { opaqueEnd } from "../opaque-end.ts";
import type { Format, FormatOptions } from "./format.ts";

/** As compilers tell it: place, the line with its clause marked, why, and the safer way; then a summary. */
export const formatText: Format = (report, options) => {
  const lines = new Map(report.files.map(({ path, text }) => [path, text.split("\n")]));
  const standing = report.findings.filter(({ accepted }) => accepted === null);
  const told = standing.map((finding, at) => {
    const isFirst = standing.findIndex(({ rule, file }) => rule === finding.rule && file === finding.file) === at;
    return findingText(finding, lines.get(finding.file)?.[finding.line - 1] ?? "", isFirst, options);
  });
  return [...told, summary(report)].join("\n\n");
};

function findingText(finding: LintFinding, line: string, isFirst: boolean, { ruleWords }: FormatOptions): string {
  const { file, severity, message, rule, fix } = finding;
  const gutter = " ".repeat(String(finding.line).length);
  const words = ruleWords(rule);
  const safer = fix ?? words?.safer;
  return [
    `${file}:${finding.line}:${finding.column}: ${severity}: ${message} [${rule}]`,
    ...marked(finding, line.replace(/\r$/, ""), gutter),
    // Why is the same each time in a file; what to do may not be.
    ...(words && isFirst ? [`${gutter} = why: ${words.why}`] : []),
    ...(safer === undefined ? [] : [`${gutter} = safer: ${safer}`]),
  ].join("\n");
}

const WIDEST = 160;

/** The source line with a caret under the clause. A long line is cut around it. */
function marked({ line, column }: LintFinding, source: string, gutter: string): readonly string[] {
  if (source.trim() === "") return [];
  const from = Math.max(0, Math.min(column - 1 - 40, source.length - WIDEST));
  const isCut = source.length > WIDEST;
  const shown = isCut ? source.slice(from, from + WIDEST) : source;
  const at = isCut ? column - 1 - from : column - 1;
  const length = Math.max(1, Math.min(clauseEnd(source, column - 1) - (column - 1), shown.length - at));
  // Tabs stay tabs, so that the caret stands where the reader's tabs put it.
  const before = shown.slice(0, at).replaceAll(/[^\t]/g, " ");
  return [`${gutter} |`, `${line} | ${shown}`, `${gutter} | ${before}${"^".repeat(length)}`];
}

/** Where the clause that begins at `at` ends on its line: before the comma or semicolon of its own depth, or a comment. */
function clauseEnd(line: string, at: number): number {
  let depth = 0;
  let next = at;
  while (next < line.length && !line.startsWith("--", next)) {
    const opaque = opaqueEnd(line, next, "postgresql");
    if (opaque === next) depth += DEPTH[line[next] ?? ""] ?? 0;
    if (depth < 0 || (depth === 0 && /[,;]/.test(line[next] ?? ""))) break;
    next = Math.max(opaque, next + 1);
  }
  return at + Math.max(1, line.slice(at, next).trimEnd().length);
}

const DEPTH: Readonly<Record<string, number>> = { "(": 1, ")": -1 };

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

function summary({ findings, count, sets, unlooked, hasDatabase }: LintReport): string {
  const standing = findings.filter(({ accepted }) => accepted === null);
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
    const number = standing.filter((it) => it.severity === severity).length;
    return number === 0 ? [] : [counted(number, severity)];
  });
  const accepted = findings.length - standing.length;
  return [
    ...sets.filter(({ judged, applied }) => judged + applied > 1).map(setText),
    `${counts.length === 0 ? "Nothing found" : counts.join(", ")}${accepted > 0 ? `; ${accepted} accepted with a reason` : ""}.`,
    `${counted(count.files, "file")}, ${counted(count.statements, "statement")}: ${share(count)} analysed.`,
    ...[unlookedInWords(unlooked, hasDatabase) ?? []].flat(),
    ...newTableHint(sets),
  ].join("\n");
}

const setText = ({ root, runner, engine, judged, applied }: LintedSet): string =>
  `${root || "."}: ${runner}, ${engine}, ${judged} judged${applied > 0 ? `, ${applied} taken as applied` : ""}.`;

/** Rounded down: 100 % means all. */
const share = ({ statements, analysed }: LintReport["count"]): string =>
  statements === 0 ? "none to be" : `${Math.floor((analysed / statements) * 1000) / 10} %`;

function newTableHint(sets: readonly LintedSet[]): readonly string[] {
  const whole = sets.filter(({ judged, applied, newTables }) => judged > 1 && applied === 0 && newTables > 0);
  const tables = whole.reduce((sum, { newTables }) => sum + newTables, 0);
  if (tables === 0) return [];
  return [
    `${counted(tables, "table")} that these files create ${tables === 1 ? "is" : "are"} taken as empty and unused. If some files have run already, say so: --since <git ref>, --applied-through <version>, or --database.`,
  ];
}
