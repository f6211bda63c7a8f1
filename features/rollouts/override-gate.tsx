"use client";

import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { overrideGate, type Rollout, type StepRun } from "#contracts/rollout.ts";
import { may } from "#core/domain/policy.ts";
import type { Role } from "#core/domain/role.ts";
import { useOverrideGate } from "./use-command-rollout.ts";

const reasonsAgainst = (role: Role) =>
  may(role, "rollout.override")
    ? []
    : [
        {
          code: "role",
          message: "Your role may not put demands aside.",
          fix: "Ask an approver.",
          who: "approver",
        },
      ];

/** The one way past what a gate demands of applications: with a reason, in the audit. */
export function OverrideGate({ rollout, step, role }: { rollout: Rollout; step: StepRun; role: Role }) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const override = useOverrideGate(rollout.id);
  const parsed = overrideGate.body.safeParse({ reason });
  const held = step.gate?.demands.filter(({ isMet }) => !isMet) ?? [];
  return (
    <>
      <ReasonsButton variant="danger-outline" reasons={reasonsAgainst(role)} onClick={() => setOpen(true)}>
        Put the demands aside…
      </ReasonsButton>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title="Put aside what the gate demands?"
        description={
          step.gate?.ask && !step.passedByName
            ? "The gate then only waits for the answer to its question. What does not hold now is written down."
            : "The rollout goes on with the next step. What does not hold now is written down."
        }
        confirmLabel="Put aside"
        isPending={override.isPending}
        isBlocked={!parsed.success}
        onConfirm={() => override.mutateAsync({ stepId: step.stepId, reason })}
      >
        <ul className="list-disc pl-5 text-[0.8125rem] break-words">
          {held.map(({ kind, title, says }) => (
            <li key={`${kind} ${title}`}>
              {title}: {says}
            </li>
          ))}
        </ul>
        <FormField label="Reason" hint="Kept in the audit and the report with your name.">
          <Textarea value={reason} maxLength={500} rows={2} onChange={(event) => setReason(event.target.value)} />
        </FormField>
      </ConfirmDialog>
    </>
  );
}
