import { CircleX, Info, TriangleAlert } from "lucide-react";
import type { Finding } from "#contracts/plan.ts";
import { countsAgainst } from "#core/domain/counts-against.ts";
import { SEVERITIES, type Severity } from "#core/domain/finding.ts";

export const FINDING_LOOKS = {
  error: { icon: CircleX, ink: "text-danger-ink", tone: "danger", word: "Error", many: "errors" },
  warning: { icon: TriangleAlert, ink: "text-warning-ink", tone: "warning", word: "Warning", many: "warnings" },
  note: { icon: Info, ink: "text-primary-ink", tone: "info", word: "Note", many: "notes" },
} as const satisfies Record<Severity, object>;

/** Worst first; what was accepted stands apart. */
export const WORST_FIRST: readonly Severity[] = SEVERITIES.toReversed();

/** Of one severity, what stops most people first. */
export const counted = (findings: readonly Finding[], severity: Severity): readonly Finding[] =>
  findings.filter(countsAgainst(severity)).toSorted((a, b) => harm(b) - harm(a));

const harm = ({ blocks = [], rewrite = false }: Finding): number =>
  Number(rewrite) * 4 + Number(blocks.includes("reads")) * 2 + Number(blocks.includes("writes"));

export const acceptedOf = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ suppressed }) => suppressed !== undefined);

/** "1 error", "3 warnings". */
export const countInWords = (severity: Severity, many: number): string =>
  many === 1 ? `1 ${FINDING_LOOKS[severity].word.toLowerCase()}` : `${many} ${FINDING_LOOKS[severity].many}`;
