import type { Finding } from "#core/domain/finding.ts";
import { expandedMark } from "./expanded-mark.ts";
import type { PlanUnderCheck } from "./plan-check.ts";
import { stepsOf } from "./steps-of.ts";

const FIX = "Have them written from a database: *Write the phases* in the editor, or `sluice expand`.";

/** Whether the phases are those of the operations: only phases are carried out. */
export function checkExpansion({ document, source }: Pick<PlanUnderCheck, "document" | "source">): readonly Finding[] {
  if (!document.operations) return [];
  const place = source.placeOfKey(["operations"]);
  const { operations, phases } = expandedMark(document);
  if (stepsOf(document).length === 0)
    return [
      {
        rule: "operations-not-expanded",
        severity: "error",
        message: "The phases of these operations are not written yet: the plan would do nothing",
        fix: FIX,
        ...place,
      },
    ];
  if (document.expanded && document.expanded.operations !== operations)
    return [
      {
        rule: "operations-not-expanded",
        severity: "error",
        message: "The operations were changed after their phases were written: the plan would do something else",
        fix: `${FIX} Or take \`operations\` and \`expanded\` out: the phases stand for themselves.`,
        ...place,
      },
    ];
  if (document.expanded?.phases === phases) return [];
  return [
    {
      rule: "edited-by-hand",
      severity: "note",
      message:
        "The phases are not as they were written of the operations: somebody edited them, and they are what runs",
      fix: "Expanding anew replaces them.",
      ...source.placeOfKey(["phases"]),
    },
  ];
}
