import { SEVERITIES, type Severity } from "#core/domain/finding.ts";
import type { LintFinding } from "../lint-report.ts";

/** Whether a finding stands and is as severe as asked for. */
export const isFailing = ({ severity, accepted }: LintFinding, failOn: Severity | null): boolean =>
  accepted === null && failOn !== null && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn);
