"use client";

import { UserCheck } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Rollout, StepRun } from "#contracts/rollout.ts";
import { may } from "#core/domain/policy.ts";
import type { Role } from "#core/domain/role.ts";
import { usePassGate } from "./use-command-rollout.ts";

const reasonsAgainst = (role: Role) =>
  may(role, "rollout.gate")
    ? []
    : [
        {
          code: "role",
          message: "Your role may look but not pass a gate.",
          fix: "Ask an operator to answer, or an owner for the role.",
          who: "operator",
        },
      ];

/** A rollout that waits for a person: the question, and the one answer that lets it go on. */
export function GateCard({ rollout, step, role }: { rollout: Rollout; step: StepRun; role: Role }) {
  const [comment, setComment] = useState("");
  const pass = usePassGate(rollout.id);
  return (
    <section
      aria-labelledby={`gate-${step.id}`}
      className="rounded-lg border border-warning/50 bg-warning-soft p-4 shadow-card"
    >
      <div className="flex items-start gap-3">
        <UserCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-warning-ink" />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <div>
            <p className="text-xs font-medium text-warning-ink">A gate waits for you</p>
            <h2 id={`gate-${step.id}`} className="text-base font-semibold text-pretty">
              {step.note ?? step.title}
            </h2>
          </div>
          <FormField label="Comment" isOptional hint="Kept in the log and the report with your name.">
            <Textarea value={comment} maxLength={500} rows={2} onChange={(event) => setComment(event.target.value)} />
          </FormField>
          <div>
            <ReasonsButton
              variant="primary"
              size="lg"
              reasons={reasonsAgainst(role)}
              consequence={
                rollout.state === "paused"
                  ? "The rollout goes on with the next step once it is resumed"
                  : "The rollout goes on with the next step"
              }
              isPending={pass.isPending}
              onClick={() => pass.mutate({ stepId: step.stepId, comment })}
            >
              Yes, pass the gate
            </ReasonsButton>
          </div>
        </div>
      </div>
    </section>
  );
}
