"use client";

import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import type { CommandDialogProps } from "./command-dialog-props.ts";
import { currentStep } from "./phase-standing.ts";
import { ReasonField } from "./reason-field.tsx";

/** Before a failed step is tried again. */
export function ResumeDialog({ rollout, onConfirm, ...dialog }: CommandDialogProps) {
  const [reason, setReason] = useState("");
  const failed = currentStep(rollout.steps);
  return (
    <ConfirmDialog
      {...dialog}
      title="Try again where it failed?"
      description={rollout.consequences.resume}
      confirmLabel="Try again"
      isDanger={false}
      onConfirm={() => onConfirm("resume", reason)}
    >
      {failed?.error ? (
        <div className="rounded-md border bg-muted/50 px-3 py-2 text-[0.8125rem]">
          <p className="font-medium break-words">{failed.title}</p>
          <p className="break-words text-muted-foreground">{failed.error.message}</p>
          <p className="mt-1 text-pretty">{failed.error.fix}</p>
        </div>
      ) : null}
      <ReasonField value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
