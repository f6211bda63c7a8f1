"use client";

import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { SetAsideGroup } from "#contracts/set-aside.ts";
import { waiveSetAside } from "#contracts/set-aside.ts";
import { causeText, rowsText } from "./set-aside-words.ts";
import { type Place, useWaive } from "./use-set-aside.ts";

/** Asks why rows may stay as they are. Without a group all open rows are meant. */
export function WaiveDialog({
  place,
  group,
  rows,
  onClose,
}: {
  place: Place;
  group: SetAsideGroup | null;
  /** How many that are. */
  rows: number;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const waive = useWaive(place);
  const about = group ? { kind: group.kind, ...(group.code === null ? {} : { code: group.code }) } : {};
  const parsed = waiveSetAside.body.safeParse({ ...about, reason });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Waive ${rowsText(rows)}?`}
      description={
        group
          ? `${causeText(group)}. These rows stay as they are, and verification passes over them.`
          : "All open rows stay as they are, and verification passes over them."
      }
      confirmLabel={`Waive ${rowsText(rows)}`}
      isPending={waive.isPending}
      isBlocked={!parsed.success}
      onConfirm={async () => {
        if (!parsed.success) return;
        const { waived } = await waive.mutateAsync(parsed.data);
        toast.success(`${rowsText(waived)} waived`);
      }}
    >
      {waive.error ? (
        <Alert tone="danger" live title="Not waived">
          {waive.error.message}
        </Alert>
      ) : null}
      <FormField label="Reason" hint="Kept in the audit with your name.">
        <Input value={reason} maxLength={280} autoComplete="off" onChange={(event) => setReason(event.target.value)} />
      </FormField>
      <p className="text-xs text-pretty text-muted-foreground">
        Steps that come later, such as NOT NULL or dropping the old column, meet these rows as they are.
      </p>
    </ConfirmDialog>
  );
}
