import { Alert } from "#components/ui/alert.tsx";
import type { StepRun } from "#contracts/rollout.ts";

/** Why the rollout stands, and what to do before trying again. */
export function FailureCard({ step }: { step: StepRun }) {
  if (!step.error) return null;
  return (
    <Alert tone="danger" live title={`${step.title}: ${step.error.message}`}>
      <p className="text-pretty">{step.error.fix}</p>
    </Alert>
  );
}
