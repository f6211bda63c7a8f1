"use client";

import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import type { CommandDialogProps } from "./command-dialog-props.ts";
import { ReasonField } from "./reason-field.tsx";

export function CancelDialog({ rollout, onConfirm, ...dialog }: CommandDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <ConfirmDialog
      {...dialog}
      title="Cancel this rollout?"
      description={rollout.consequences.cancel}
      confirmLabel="Cancel the rollout"
      onConfirm={() => onConfirm("cancel", reason)}
    >
      <p className="text-[0.8125rem]">
        A cancelled rollout cannot be resumed. What it has changed on <strong>{rollout.databaseName}</strong> stays
        changed, until it is rolled back.
      </p>
      <ReasonField value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
