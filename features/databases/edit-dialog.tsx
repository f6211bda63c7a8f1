"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
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
import { Label } from "#components/ui/label.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { Database } from "#contracts/database.ts";
import { AboutFields, ConnectionFields } from "./connection-fields.tsx";
import { type ConnectionValues, connectionResolver, labelsOf, sourceOf, valuesOf } from "./connection-values.ts";
import { useChangeDatabase } from "./use-databases.ts";

/** Names and labels always; the connection only when asked for, since its password has to be given again. */
export function EditDialog({ database, onOpenChange }: { database: Database; onOpenChange: (open: boolean) => void }) {
  const form = useForm<ConnectionValues>({ resolver: connectionResolver, defaultValues: valuesOf(database) });
  const [movesConnection, setMovesConnection] = useState(false);
  const change = useChangeDatabase(database.id);

  const submit = form.handleSubmit((values) => {
    const target = sourceOf(values);
    if (movesConnection && "problems" in target) return;
    const about = { name: values.name, environment: values.environment, labels: labelsOf(values.labels) };
    const body = movesConnection && "source" in target ? { ...about, target: target.source } : about;
    change.mutate(body, {
      onSuccess: () => {
        toast.success("Saved");
        onOpenChange(false);
      },
    });
  });
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent className="max-w-xl">
        <form noValidate method="post" onSubmit={submit} className="flex min-h-0 flex-col">
          <DialogHeader>
            <DialogTitle>Edit {database.name}</DialogTitle>
            <DialogDescription>Rollouts that run on it are not disturbed by a new name or label.</DialogDescription>
          </DialogHeader>
          <DialogBody>
            {change.error ? (
              <Alert tone="danger" live title="Not saved">
                {change.error.message}
              </Alert>
            ) : null}
            <AboutFields form={form} />
            <div className="flex items-center gap-2.5">
              <Switch id="moves-connection" checked={movesConnection} onCheckedChange={setMovesConnection} />
              <Label htmlFor="moves-connection">Change the connection too</Label>
            </div>
            {movesConnection ? (
              <>
                <Alert tone="info">
                  It is tested before it is saved, and must lead to the same server. To use another server, register
                  another database.
                </Alert>
                <ConnectionFields form={form} passwordHint="Type it again: the stored one is never read back." />
              </>
            ) : null}
          </DialogBody>
          <DialogFooter>
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" variant="primary" isPending={change.isPending}>
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
