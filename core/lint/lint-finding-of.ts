import type { Finding } from "#core/domain/finding.ts";
import type { LintFinding } from "./lint-report.ts";

/** A finding of the analysis as one in a file. Without a place it is the file's. */
export const lintFindingOf = (
  file: string,
  { rule, severity, message, fix, line, column, lock, blocks, rewrite, suppressed }: Finding,
): LintFinding => ({
  file,
  line: line ?? 1,
  column: column ?? 1,
  rule,
  severity,
  message,
  fix,
  lock: lock ?? null,
  blocks: blocks ?? [],
  rewrite: rewrite ?? false,
  accepted: suppressed === undefined ? null : { reason: suppressed, by: "source" },
});
