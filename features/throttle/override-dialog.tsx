"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { overrideSignal } from "#contracts/throttle.ts";
import type { SignalCode } from "#core/domain/signal.ts";
import { SIGNAL_WORDS } from "../signal-words.ts";
import { useOverride } from "./use-throttle.ts";

/** Asks for how long and why: the one way past a signal, and it ends by itself. */
export function OverrideDialog({
  databaseId,
  code,
  onClose,
}: {
  databaseId: string;
  code: SignalCode;
  onClose: () => void;
}) {
  const [minutes, setMinutes] = useState("15");
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  const override = useOverride(databaseId);
  const parsed = overrideSignal.body.safeParse({ code, minutes: Number(minutes), reason });
  const problems = new Map(parsed.error?.issues.map((issue) => [String(issue.path[0]), issue.message]));
  const { label } = SIGNAL_WORDS[code];
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <form
          noValidate
          className="flex min-h-0 flex-col"
          onSubmit={(event) => {
            event.preventDefault();
            setIsTried(true);
            if (!parsed.success) return;
            override.mutate(parsed.data, {
              onSuccess: () => {
                toast.success(`${label} is put aside for ${minutes} min`);
                onClose();
              },
            });
          }}
        >
          <DialogHeader>
            <DialogTitle>Put aside: {label}</DialogTitle>
            <DialogDescription>
              Backfills on this database go on whatever this signal says, until the time is over. All other signals
              still count.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {override.error ? (
              <Alert tone="danger" live title="Not put aside">
                {override.error.message}
              </Alert>
            ) : null}
            <FormField
              label="For how many minutes"
              hint="From 1 to 240. It can be ended sooner."
              error={isTried && problems.has("minutes") ? "From 1 to 240 minutes" : undefined}
            >
              <Input
                type="number"
                inputMode="numeric"
                min={1}
                max={240}
                value={minutes}
                onChange={(event) => setMinutes(event.target.value)}
                className="max-w-28 nums"
              />
            </FormField>
            <FormField
              label="Reason"
              hint="Kept in the audit with your name, and shown to everybody."
              error={isTried ? problems.get("reason") : undefined}
            >
              <Input
                value={reason}
                maxLength={280}
                autoComplete="off"
                onChange={(event) => setReason(event.target.value)}
              />
            </FormField>
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Leave it in force</Button>
            <Button type="submit" variant="danger" isPending={override.isPending}>
              Put it aside
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
