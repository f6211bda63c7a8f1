"use client";

import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { endLockBlocker, type LockBlocker } from "#contracts/lock-blocker.ts";
import { useEndLockBlocker } from "./use-lock-blockers.ts";

/** Ends a forgotten transaction, after a reason was given. */
export function EndSession({ rolloutId, session }: { rolloutId: string; session: LockBlocker }) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const end = useEndLockBlocker(rolloutId);
  const parsed = endLockBlocker.body.safeParse({ backend: session.backend, identity: session.identity, reason });
  const who = session.application ?? session.user ?? "a client";
  return (
    <>
      <ReasonsButton variant="danger-outline" size="sm" reasons={session.against} onClick={() => setOpen(true)}>
        End session…
      </ReasonsButton>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`End session ${session.backend} of ${who}?`}
        description="What its open transaction has done is undone, and its connection is cut. If it goes on meanwhile, it is let be."
        confirmLabel="End session"
        isPending={end.isPending}
        isBlocked={!parsed.success}
        onConfirm={() => (parsed.success ? end.mutateAsync(parsed.data) : undefined)}
      >
        <FormField label="Reason" hint="Kept in the audit and the log with your name.">
          <Input
            value={reason}
            maxLength={280}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        </FormField>
      </ConfirmDialog>
    </>
  );
}
