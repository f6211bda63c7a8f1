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
import { useAddReplica } from "./use-throttle.ts";

/** Takes the URL of a standby; the server tries it before it is kept. */
export function ReplicaDialog({ databaseId, onClose }: { databaseId: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const add = useAddReplica(databaseId);
  const isReady = name.trim() !== "" && url.trim() !== "";
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <form
          noValidate
          className="flex min-h-0 flex-col"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isReady) return;
            add.mutate(
              { name, target: { url: url.trim() } },
              {
                onSuccess: () => {
                  toast.success(`${name} is watched`);
                  onClose();
                },
              },
            );
          }}
        >
          <DialogHeader>
            <DialogTitle>Watch a replica</DialogTitle>
            <DialogDescription>
              Sluice writes a heartbeat row on the primary and reads it here. It only reads on the replica.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {add.error ? (
              <Alert tone="danger" live title="Not added">
                {add.error.message}
              </Alert>
            ) : null}
            <FormField label="Name" hint="As it is called in reasons: db-2">
              <Input value={name} maxLength={63} autoComplete="off" onChange={(event) => setName(event.target.value)} />
            </FormField>
            <FormField label="Connection URL" hint="Its password is kept encrypted and never shown.">
              <Input
                value={url}
                maxLength={2000}
                autoComplete="off"
                spellCheck={false}
                placeholder="postgres://user:password@db-2:5432/name"
                onChange={(event) => setUrl(event.target.value)}
                className="font-mono text-xs"
              />
            </FormField>
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" isPending={add.isPending} disabled={!isReady}>
              Test and add
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
