import type { Finding, Severity } from "./finding.ts";

/** Whether a finding of this severity stands in the way: those that were accepted with a reason do not. */
export const countsAgainst =
  (severity: Severity) =>
  (finding: Pick<Finding, "severity" | "suppressed">): boolean =>
    finding.severity === severity && finding.suppressed === undefined;
