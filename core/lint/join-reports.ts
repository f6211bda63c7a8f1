import { joinUnlooked } from "./join-unlooked.ts";
import type { LintedSet, LintFinding, LintReport } from "./lint-report.ts";

type Part = Pick<LintReport, "findings" | "count" | "unlooked"> & { readonly set: LintedSet | null };

const byPlace = (a: LintFinding, b: LintFinding): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;

/** One report out of what was found in sets and plans. */
export const joinReports = (
  parts: readonly Part[],
  { files, hasDatabase }: Pick<LintReport, "files" | "hasDatabase">,
): LintReport => ({
  findings: parts.flatMap(({ findings }) => findings).toSorted(byPlace),
  count: {
    files: parts.reduce((sum, { count }) => sum + count.files, 0),
    statements: parts.reduce((sum, { count }) => sum + count.statements, 0),
    analysed: parts.reduce((sum, { count }) => sum + count.analysed, 0),
  },
  sets: parts.flatMap(({ set }) => set ?? []),
  unlooked: joinUnlooked(parts.map(({ unlooked }) => unlooked)),
  hasDatabase,
  files,
});
