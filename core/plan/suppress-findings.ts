import { RULES } from "#core/analysis/rules.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { IgnoredRule } from "#core/domain/plan-document.ts";
import { findingAt, type PlanUnderCheck } from "./plan-check.ts";
import { type PlacedStep, stepsOf } from "./steps-of.ts";

const IDS = new Set(RULES.map(({ id }) => id));

/** What is wrong with the plan itself, such as a table that is not there, nobody can accept away. */
const mayBeAccepted = ({ rule, severity }: Finding): boolean => IDS.has(rule) || severity !== "error";

/** Marks the findings that the author of a step accepts. They count no more, and are shown with the reason. */
export function suppressFindings(plan: PlanUnderCheck, findings: readonly Finding[]): readonly Finding[] {
  const steps = stepsOf(plan.document);
  const used = new Set<IgnoredRule>();
  const marked = findings.map((finding) => {
    const step = steps.find(({ id }) => id === finding.step);
    const ignored = mayBeAccepted(finding) ? step?.step.ignore?.find(({ rule }) => rule === finding.rule) : undefined;
    if (!ignored) return finding;
    used.add(ignored);
    return { ...finding, suppressed: ignored.reason };
  });
  return [...marked, ...steps.flatMap((placed) => stale(plan, placed, used))];
}

function stale(plan: PlanUnderCheck, placed: PlacedStep, used: ReadonlySet<IgnoredRule>): readonly Finding[] {
  return (placed.step.ignore ?? []).flatMap((ignored, at) =>
    used.has(ignored)
      ? []
      : [
          findingAt(
            { ...plan, placed },
            { path: ["phases", placed.phase, placed.index, "ignore", at] },
            {
              rule: "stale-waiver",
              severity: "warning",
              message: `Nothing is found here by ${ignored.rule}, or it is an error that nobody can accept`,
              fix: "Take it out; otherwise it hides the next finding unseen.",
            },
          ),
        ],
  );
}
