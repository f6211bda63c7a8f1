import { CircleSlash } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import type { PlanStep, PlanView } from "#contracts/plan.ts";
import { PHASE_LABELS, type Phase } from "#core/domain/phase.ts";
import { FindingsList, type OnSaferForm } from "./findings-list.tsx";
import { FindingsSummary } from "./findings-summary.tsx";
import { PlanStepCard } from "./plan-step-card.tsx";

const PHASE_PURPOSE: Record<Phase, string> = {
  expand: "Adds what the new version needs; the old version goes on working",
  backfill: "Fills what was added",
  verify: "Proves that it is right",
  cutover: "The applications move over",
  contract: "Removes what only the old version needed",
};

function PointOfNoReturn() {
  return (
    <li className="flex items-center gap-3 py-1 text-danger-ink">
      <span aria-hidden className="h-px flex-1 bg-danger/40" />
      <span className="inline-flex items-center gap-1.5 text-xs font-medium">
        <CircleSlash aria-hidden className="size-3.5" />
        Point of no return: from here a rollback cannot restore everything
      </span>
      <span aria-hidden className="h-px flex-1 bg-danger/40" />
    </li>
  );
}

/** The plan as a sequence that is read from top to bottom. */
export function PlanSequence({
  plan,
  onSaferForm,
  below,
}: {
  plan: PlanView;
  /** Shows what the safer form of a finding would make of the plan. */
  onSaferForm?: OnSaferForm | undefined;
  /** What belongs to a step, such as its comments. */
  below?: (step: PlanStep) => ReactNode;
}) {
  const general = plan.findings.filter((finding) => !finding.step);
  return (
    <div className="flex flex-col gap-5">
      <FindingsSummary findings={plan.findings} unlooked={plan.unlooked} />
      {general.length > 0 ? (
        <FindingsList findings={general} className="rounded-lg border bg-card px-4 py-3 shadow-card" />
      ) : null}
      {plan.phases
        .filter(({ steps }) => steps.length > 0)
        .map(({ phase, steps }, index) => (
          <section key={phase} aria-labelledby={`phase-${phase}`}>
            <div className="mb-2 flex flex-wrap items-baseline gap-x-2.5">
              <h2 id={`phase-${phase}`} className="text-sm font-semibold tracking-tight">
                <span className="nums mr-1.5 text-muted-foreground">{index + 1}</span>
                {PHASE_LABELS[phase]}
              </h2>
              <p className="text-xs text-muted-foreground">{PHASE_PURPOSE[phase]}</p>
            </div>
            <ol className="flex flex-col gap-2">
              {steps.map((step) => (
                <Fragment key={step.id}>
                  {plan.pointOfNoReturn === step.id ? <PointOfNoReturn /> : null}
                  <PlanStepCard step={step} onSaferForm={onSaferForm}>
                    {below?.(step)}
                  </PlanStepCard>
                </Fragment>
              ))}
            </ol>
          </section>
        ))}
    </div>
  );
}
