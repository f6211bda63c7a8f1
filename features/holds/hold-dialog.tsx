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
import { placeHold } from "#contracts/throttle.ts";
import { type HoldScope, ScopeFields } from "./scope-fields.tsx";
import { usePlaceHold } from "./use-change-holds.ts";

/** What is to be held, and why. Reached from the header, the palette and a database. */
export function HoldDialog({ databaseId = null, onClose }: { databaseId?: string | null; onClose: () => void }) {
  const [value, setValue] = useState<HoldScope>({
    scope: databaseId ? "database" : "installation",
    environment: "production",
    databaseId,
  });
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  const place = usePlaceHold();
  const parsed = placeHold.body.safeParse({ ...value, databaseId: value.databaseId ?? "", reason });
  const problems = new Map(parsed.error?.issues.map((issue) => [String(issue.path[0]), issue.message]));
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
            place.mutate(parsed.data, {
              onSuccess: () => {
                toast.success("Held. No new batch begins there.");
                onClose();
              },
            });
          }}
        >
          <DialogHeader>
            <DialogTitle>Hold backfills</DialogTitle>
            <DialogDescription>
              Batches in flight end, and no new one begins until the hold is lifted. Rollouts keep their state; nothing
              is undone.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {place.error ? (
              <Alert tone="danger" live title="Not held">
                {place.error.message}
              </Alert>
            ) : null}
            <ScopeFields value={value} onChange={setValue} isTried={isTried} />
            <FormField
              label="Reason"
              hint="Shown to everybody on every page, and kept in the audit."
              error={isTried ? problems.get("reason") : undefined}
            >
              <Input
                value={reason}
                maxLength={280}
                autoComplete="off"
                placeholder="Incident 42: the primary is overloaded"
                onChange={(event) => setReason(event.target.value)}
              />
            </FormField>
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="danger" isPending={place.isPending}>
              Hold
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
