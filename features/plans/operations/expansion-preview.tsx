import type { z } from "zod";
import { formatSeconds } from "#components/data/figures.ts";
import { Alert } from "#components/ui/alert.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { Finding, PlanView } from "#contracts/plan.ts";
import type { expandPlan } from "#contracts/plan-expansion.ts";
import { FindingsList } from "../findings-list.tsx";
import { PlanSequence } from "../plan-sequence.tsx";
import { StepForecastLine } from "./step-forecast-line.tsx";
import type { useExpansion } from "./use-expansion.ts";

type Expanded = z.output<typeof expandPlan.response>;

/** What the operations become: the phases with SQL, locks, rows, time and undo, or why they cannot be written. */
export function ExpansionPreview({
  expansion,
  missing,
}: {
  expansion: ReturnType<typeof useExpansion>;
  /** What is to be filled in before there is something to show; `null`: nothing. */
  missing: string | null;
}) {
  const { data, error, isBehind } = expansion;
  return (
    <section aria-label="What it becomes" aria-busy={isBehind} className="flex min-w-0 flex-col gap-3">
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm font-semibold tracking-tight">What it becomes</h2>
        <Standing data={data} isBehind={isBehind} />
      </div>
      {missing !== null ? (
        <p className="rounded-lg border border-dashed px-4 py-8 text-center text-[0.8125rem] text-muted-foreground">
          {missing}
        </p>
      ) : null}
      {error && missing === null ? (
        <Alert tone="danger" live title="It could not be looked at">
          {error.message}
        </Alert>
      ) : null}
      {missing === null && !error && !data ? <Skeleton className="h-60" /> : null}
      {data && !error ? <Shown data={data} /> : null}
    </section>
  );
}

function Standing({ data, isBehind }: { data: Expanded | undefined; isBehind: boolean }) {
  if (isBehind)
    return (
      <span className="inline-flex items-center gap-1.5 text-xs text-muted-foreground">
        <Spinner className="size-3.5" />
        Asking the database…
      </span>
    );
  if (!data?.plan) return null;
  const steps = data.plan.phases.reduce((sum, { steps: own }) => sum + own.length, 0);
  const time = data.forecast ? `, expected to take ${formatSeconds(data.forecast.seconds)}` : "";
  return (
    <span role="status" className="nums text-xs text-muted-foreground">
      {steps === 1 ? "1 step" : `${steps} steps`}
      {time}
    </span>
  );
}

function Shown({ data }: { data: Expanded }) {
  const { plan, findings, notes, forecast } = data;
  return (
    <>
      {notes.map((note) => (
        <Alert key={note} tone="info">
          {note}
        </Alert>
      ))}
      {plan ? (
        <PlanSequence
          plan={withoutPlaces(plan)}
          below={(step) => <StepForecastLine forecast={forecast?.steps.find((it) => it.step === step.id)} />}
        />
      ) : (
        <FindingsList
          findings={findings.map(withoutPlace)}
          className="rounded-lg border bg-card px-4 py-3 shadow-card"
        />
      )}
    </>
  );
}

/** A place is one in a document that nobody sees here. */
const withoutPlace = ({ line: _, column: __, ...finding }: Finding): Finding => finding;

const withoutPlaces = (plan: PlanView): PlanView => ({
  ...plan,
  phases: plan.phases.map(({ phase, steps }) => ({
    phase,
    steps: steps.map((step) => ({ ...step, findings: step.findings.map(withoutPlace) })),
  })),
});
