import type { LintFinding } from "./lint-report.ts";
import type { LintSettings, Suppression } from "./lint-settings.ts";
import { matchesPath } from "./matches-path.ts";

/** What the configuration says of findings: another severity, not at all, or accepted with a reason. `today` as `2026-11-26`. */
export function acceptFindings(
  findings: readonly LintFinding[],
  { rules, suppressions }: Pick<LintSettings, "rules" | "suppressions">,
  today: string,
  /** How the configuration's patterns see a file. */
  seen: (file: string) => string,
): readonly LintFinding[] {
  return findings.flatMap((finding) => {
    const set = rules[finding.rule];
    if (set === "off") return [];
    const severity = set === undefined || set === "on" ? finding.severity : set;
    const suppression = suppressions.find((it) => holdsFor(it, finding, seen(finding.file), today));
    const accepted = finding.accepted ?? (suppression ? byConfiguration(suppression) : null);
    return [{ ...finding, severity, accepted }];
  });
}

const byConfiguration = ({ reason }: Suppression) => ({ reason, by: "configuration" }) as const;

const holdsFor = ({ rule, path, until }: Suppression, finding: LintFinding, file: string, today: string): boolean =>
  rule === finding.rule && (path === undefined || matchesPath(file, path)) && (until === undefined || today <= until);
