import { matchesGlob } from "node:path/posix";
import type { LintFinding } from "./lint-report.ts";
import type { LintSettings, Suppression } from "./lint-settings.ts";

/** What the configuration says of findings: another severity, not at all, or accepted with a reason. `today` as `2026-11-26`. */
export function acceptFindings(
  findings: readonly LintFinding[],
  { rules, suppressions }: Pick<LintSettings, "rules" | "suppressions">,
  today: string,
): readonly LintFinding[] {
  return findings.flatMap((finding) => {
    const set = rules[finding.rule];
    if (set === "off") return [];
    const severity = set === undefined || set === "on" ? finding.severity : set;
    const suppression = suppressions.find((it) => holdsFor(it, finding, today));
    const accepted = finding.accepted ?? (suppression ? byConfiguration(suppression) : null);
    return [{ ...finding, severity, accepted }];
  });
}

const byConfiguration = ({ reason }: Suppression) => ({ reason, by: "configuration" }) as const;

const holdsFor = ({ rule, path, until }: Suppression, finding: LintFinding, today: string): boolean =>
  rule === finding.rule &&
  (path === undefined || matchesPath(finding.file, path)) &&
  (until === undefined || today <= until);

/** A pattern without a slash is the name of a file or folder at any depth; one that ends in a slash is a folder with all in it. */
export function matchesPath(path: string, pattern: string): boolean {
  const plain = pattern.replace(/^\.\//, "").replace(/\/$/, "");
  const patterns = plain.includes("/")
    ? [plain, `${plain}/**`]
    : [plain, `**/${plain}`, `**/${plain}/**`, `${plain}/**`];
  return patterns.some((it) => matchesGlob(path.replace(/^\.\//, ""), it));
}
