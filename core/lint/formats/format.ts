import type { Severity } from "#core/domain/finding.ts";
import type { LintReport } from "../lint-report.ts";

/** What a rule says about itself; formats print it where they have room. */
export interface RuleWords {
  readonly title: string;
  readonly why: string;
  readonly safer: string;
}

export interface FormatOptions {
  /** `null` for rules that are told of in one place only, such as those of the plan document. */
  ruleWords(rule: string): RuleWords | null;
  /** From here on a finding fails the run; `null`: none does. */
  readonly failOn: Severity | null;
  /** Where the rules' page is: a URL, or a path in Sluice's own tree; without a fragment. */
  readonly docs: string;
}

export type Format = (report: LintReport, options: FormatOptions) => string;
