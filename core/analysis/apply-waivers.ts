import type { ScriptFinding } from "./script-finding.ts";
import type { ScriptPart } from "./script-part.ts";
import type { Waiver } from "./waiver.ts";

/** A waiver with the lines of the statement that it stands before; all of the part where `lines` is `null`. */
export interface PlacedWaiver extends Waiver {
  readonly part: ScriptPart;
  readonly lines: { readonly first: number; readonly last: number } | null;
}

/** Marks what its author accepts. What hides nothing is told: it would hide the next thing unseen. */
export function applyWaivers(
  findings: readonly ScriptFinding[],
  waivers: readonly PlacedWaiver[],
): readonly ScriptFinding[] {
  const used = new Set<PlacedWaiver>();
  const marked = findings.map((finding) => {
    const waiver = waivers.find((it) => hides(it, finding));
    if (!waiver) return finding;
    used.add(waiver);
    return { ...finding, suppressed: waiver.reason };
  });
  return [...marked, ...waivers.filter((it) => !used.has(it)).map(stale)];
}

const hides = ({ rule, part, lines }: PlacedWaiver, finding: ScriptFinding): boolean =>
  finding.rule === rule &&
  finding.part === part.id &&
  (lines === null || ((finding.line ?? 0) >= lines.first && (finding.line ?? 0) <= lines.last));

const stale = ({ rule, part, place }: PlacedWaiver): ScriptFinding => ({
  rule: "stale-waiver",
  severity: "warning",
  part: part.id,
  message: `This waiver of ${rule} hides nothing: there is no such finding here any more`,
  fix: "Take it out; otherwise it hides the next one unseen.",
  ...(place === null ? {} : { line: place.line, column: place.column }),
});
