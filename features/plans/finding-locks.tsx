import { Hammer, Lock, Users } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { Finding } from "#contracts/plan.ts";

const WHO: Record<string, string> = {
  "reads writes": "readers and writers wait",
  reads: "readers wait",
  writes: "writers wait",
};

/** The lock of a finding and who waits for it, in words: colour only repeats them. */
export function FindingLocks({ finding }: { finding: Finding }) {
  const { lock, blocks = [], rewrite } = finding;
  const who = WHO[blocks.toSorted().join(" ")];
  if (!lock || !who) return null;
  const tone = finding.suppressed ? "neutral" : blocks.includes("reads") ? "danger" : "warning";
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <Badge tone={finding.severity === "note" ? "neutral" : tone}>
        <Users aria-hidden />
        {who}
      </Badge>
      <Badge>
        <Lock aria-hidden />
        <span className="font-mono text-2xs">{lock}</span>
      </Badge>
      {rewrite ? (
        <Badge tone={finding.severity === "note" ? "neutral" : tone}>
          <Hammer aria-hidden />
          copies the table
        </Badge>
      ) : null}
    </span>
  );
}
