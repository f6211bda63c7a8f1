"use client";

import { Boxes, UserCheck } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Rollout, StepRun } from "#contracts/rollout.ts";
import { may } from "#core/domain/policy.ts";
import type { Role } from "#core/domain/role.ts";
import { DemandList } from "./demand-list.tsx";
import { OverrideGate } from "./override-gate.tsx";
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

const CARD = "rounded-lg border border-warning/50 bg-warning-soft p-4 shadow-card";

/** The one answer that lets it go on, as far as a person is asked. */
function AnswerForm({ rollout, step, role }: { rollout: Rollout; step: StepRun; role: Role }) {
  const [comment, setComment] = useState("");
  const pass = usePassGate(rollout.id);
  const isHeld = step.gate?.override === null && step.gate.demands.some(({ isMet }) => !isMet);
  return (
    <>
      <FormField label="Comment" isOptional hint="Kept in the log and the report with your name.">
        <Textarea value={comment} maxLength={500} rows={2} onChange={(event) => setComment(event.target.value)} />
      </FormField>
      <div>
        <ReasonsButton
          variant="primary"
          size="lg"
          reasons={reasonsAgainst(role)}
          consequence={consequenceOf(rollout, isHeld)}
          isPending={pass.isPending}
          onClick={() => pass.mutate({ stepId: step.stepId, comment })}
        >
          {isHeld ? "Yes" : "Yes, pass the gate"}
        </ReasonsButton>
      </div>
    </>
  );
}

function consequenceOf({ state }: Rollout, isHeld: boolean): string {
  if (isHeld) return "The rollout goes on with the next step once all that is demanded holds as well";
  return state === "paused"
    ? "The rollout goes on with the next step once it is resumed"
    : "The rollout goes on with the next step";
}

function whomItWaitsFor({ gate, passedByName }: StepRun): string {
  const isAsking = gate?.ask !== null && !passedByName;
  if ((gate?.asked.length ?? 0) === 0) return "A gate waits for you";
  return isAsking ? "A gate waits for applications and for you" : "A gate waits for applications and opens by itself";
}

/** A rollout that waits at a gate: what it demands of applications, its question, and the answer to it. */
export function GateCard({ rollout, step, role }: { rollout: Rollout; step: StepRun; role: Role }) {
  const { gate } = step;
  const hasDemands = (gate?.asked.length ?? 0) > 0;
  const isAsking = gate?.ask !== null && !step.passedByName;
  const Icon = isAsking ? UserCheck : Boxes;
  return (
    <section aria-labelledby={`gate-${step.id}`} className={CARD}>
      <div className="flex items-start gap-3">
        <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-warning-ink" />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <div>
            <p className="text-xs font-medium text-warning-ink">{whomItWaitsFor(step)}</p>
            <h2 id={`gate-${step.id}`} className="text-base font-semibold text-pretty">
              {step.note ?? step.title}
            </h2>
          </div>
          {gate ? <DemandList gate={gate} /> : null}
          {isAsking ? <AnswerForm rollout={rollout} step={step} role={role} /> : null}
          {gate?.ask && step.passedByName ? <p className="text-[0.8125rem]">{step.passedByName} said yes.</p> : null}
          {hasDemands && !gate?.override ? (
            <div>
              <OverrideGate rollout={rollout} step={step} role={role} />
            </div>
          ) : null}
        </div>
      </div>
    </section>
  );
}
