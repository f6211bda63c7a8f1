import { ClipboardCheck } from "lucide-react";
import { Card, CardContent, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { StepRun } from "#contracts/rollout.ts";
import { EvidenceView } from "./evidence-view.tsx";

/** The evidence that the checks of a rollout have left. */
export function CheckResults({ steps }: { steps: readonly StepRun[] }) {
  const checked = steps.filter((step) => step.evidence !== null);
  if (checked.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>
          <ClipboardCheck aria-hidden className="size-4 text-muted-foreground" />
          Evidence
        </CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col gap-5">
        {checked.map((step) => (
          <section key={step.id} className="flex flex-col gap-2">
            <h3 className="text-[0.8125rem] font-medium break-words">{step.title}</h3>
            {step.evidence ? <EvidenceView evidence={step.evidence} /> : null}
          </section>
        ))}
      </CardContent>
    </Card>
  );
}
