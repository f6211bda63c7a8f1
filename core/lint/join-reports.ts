import type { LintFile } from "./lint-file.ts";
import type { LintedSet, LintFinding, LintReport } from "./lint-report.ts";

type Part = Omit<LintReport, "sets" | "files"> & { readonly set: LintedSet | null };

const byPlace = (a: LintFinding, b: LintFinding): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;

/** One report out of what was found in sets and plans. */
export const joinReports = (parts: readonly Part[], files: readonly LintFile[]): LintReport => ({
  findings: parts.flatMap(({ findings }) => findings).toSorted(byPlace),
  count: {
    files: parts.reduce((sum, { count }) => sum + count.files, 0),
    statements: parts.reduce((sum, { count }) => sum + count.statements, 0),
    analysed: parts.reduce((sum, { count }) => sum + count.analysed, 0),
  },
  sets: parts.flatMap(({ set }) => set ?? []),
  files,
});
