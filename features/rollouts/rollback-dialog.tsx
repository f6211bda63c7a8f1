"use client";

import { CircleSlash } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { ReasonList } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { previewRollback } from "#contracts/rollout.ts";
import type { CommandDialogProps } from "./command-dialog-props.ts";
import { ReasonField } from "./reason-field.tsx";
import { useRollbackPreview } from "./use-rollout.ts";

function Steps({ preview }: { preview: OperationResponse<typeof previewRollback> }) {
  return (
    <>
      {preview.steps.length > 0 ? (
        <ol className="flex max-h-72 flex-col divide-y overflow-y-auto rounded-lg border">
          {preview.steps.map((step, index) => (
            <li key={step.stepId} className="flex gap-3 px-3 py-2 text-[0.8125rem]">
              <span className="w-4 shrink-0 text-right text-muted-foreground nums">{index + 1}</span>
              <div className="min-w-0">
                <p className="font-medium break-words">{step.title}</p>
                <p className="text-xs text-pretty text-muted-foreground">{step.undo.summary}</p>
                {step.undo.statements.map((statement) => (
                  <code
                    key={statement}
                    className="block text-2xs break-words whitespace-pre-wrap text-muted-foreground"
                  >
                    {statement}
                  </code>
                ))}
              </div>
            </li>
          ))}
        </ol>
      ) : (
        <p className="text-[0.8125rem] text-muted-foreground">No executed step needs undoing.</p>
      )}
      {preview.stopsAt ? (
        <p className="flex items-start gap-2 text-[0.8125rem] text-danger-ink">
          <CircleSlash aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            Stops at <strong>{preview.stopsAt.title}</strong>: it cannot be undone, and the steps before it stay.
          </span>
        </p>
      ) : null}
    </>
  );
}

/** Shows what a rollback would do, step by step and in its order, before it may be confirmed. */
export function RollbackDialog({ rollout, onConfirm, ...dialog }: CommandDialogProps) {
  const [reason, setReason] = useState("");
  const preview = useRollbackPreview(rollout.id, dialog.open);
  const blockers = preview.data?.blockers ?? [];
  return (
    <ConfirmDialog
      {...dialog}
      title={`Roll back on ${rollout.databaseName}?`}
      description={rollout.consequences.rollback}
      confirmLabel="Roll back"
      isBlocked={!preview.data || blockers.length > 0}
      onConfirm={() => onConfirm("rollback", reason)}
    >
      {preview.isPending ? (
        <div className="flex flex-col gap-2" role="status" aria-label="Working out what a rollback would do">
          <Skeleton />
          <Skeleton className="w-3/4" />
        </div>
      ) : null}
      {preview.error ? <Alert tone="danger">{preview.error.message}</Alert> : null}
      {blockers.length > 0 ? (
        <Alert tone="warning" title="Not possible now">
          <ReasonList reasons={blockers} />
        </Alert>
      ) : null}
      {preview.data ? <Steps preview={preview.data} /> : null}
      <ReasonField value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
