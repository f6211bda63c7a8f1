"use client";

import { Siren } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
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
import { Textarea } from "#components/ui/textarea.tsx";
import { breakGlassBody } from "#contracts/break-glass.ts";
import { useMe } from "../session/session-provider.tsx";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { useRequestBreakGlass } from "./use-break-glass.ts";

interface Subject {
  readonly migrationId: string;
  readonly digest: string;
  readonly database: { readonly id: string; readonly name: string };
}

function BreakGlassDialog({ migrationId, digest, database, onClose }: Subject & { onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState(60);
  const [isTried, setIsTried] = useState(false);
  const ask = useRequestBreakGlass();
  const parsed = breakGlassBody.safeParse({ migrationId, digest, databaseId: database.id, reason, minutes });
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
            ask.mutate(parsed.data, {
              onSuccess: () => {
                toast.success("Asked. A second person must confirm within half an hour.");
                onClose();
              },
            });
          }}
        >
          <DialogHeader>
            <DialogTitle>Break the glass for {database.name}</DialogTitle>
            <DialogDescription>
              Once a second person has confirmed, this plan may run there without approval for a time. Everybody sees it
              on every page, the audit marks it, and somebody who took no part must review it afterwards.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {ask.error ? (
              <Alert tone="danger" live title="Not asked for">
                {ask.error.message}
              </Alert>
            ) : null}
            <FormField label="What is on fire" error={isTried ? problems.get("reason") : undefined}>
              <Textarea rows={3} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
            </FormField>
            <FormField label="For minutes" error={isTried ? problems.get("minutes") : undefined} className="w-36">
              <Input
                type="number"
                min={5}
                max={480}
                value={minutes}
                onChange={(event) => setMinutes(Number(event.target.value))}
              />
            </FormField>
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="danger" isPending={ask.isPending}>
              Ask a second person
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** The way in an emergency; not for one person alone. */
export function BreakGlassButton({
  migrationId,
  digest,
  database,
}: Omit<Subject, "database"> & { database: Subject["database"] | null }) {
  const [isOpen, setIsOpen] = useState(false);
  const refused = useRoleReasons("breakglass.request");
  const { singlePersonMode } = useMe();
  const alone = singlePersonMode
    ? [
        {
          code: "single-person",
          message: "Breaking the glass takes two people, and in single-person mode there is one",
          fix: "Approve the plan yourself, or invite a second person",
          who: "owner",
        },
      ]
    : [];
  const unnamed = database
    ? []
    : [{ code: "database", message: "No database is chosen", fix: "Choose one on the tab Plan", who: "you" }];
  return (
    <>
      <ReasonsButton
        size="sm"
        variant="danger-outline"
        reasons={[...refused, ...alone, ...unnamed]}
        consequence="In an emergency: without approval, with a second person"
        onClick={() => setIsOpen(true)}
      >
        <Siren />
        Break the glass…
      </ReasonsButton>
      {isOpen && database ? (
        <BreakGlassDialog
          migrationId={migrationId}
          digest={digest}
          database={database}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </>
  );
}
