"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
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
import { inviteBody } from "#contracts/person.ts";
import { useMe } from "../session/session-provider.tsx";
import { ROLE_WORDS, RoleSelect } from "./role-select.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { useInvitePerson } from "./use-people.ts";

type Values = z.input<typeof inviteBody>;

export function InviteDialog({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const form = useForm<Values>({ resolver: zodResolver(inviteBody), defaultValues: { email: "", role: "operator" } });
  const invite = useInvitePerson();
  const me = useMe();
  const role = form.watch("role");
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent>
        <form
          noValidate
          method="post"
          className="flex min-h-0 flex-col"
          onSubmit={form.handleSubmit((values) => invite.mutate(values))}
        >
          <DialogHeader>
            <DialogTitle>Invite somebody</DialogTitle>
            <DialogDescription>You get a link to hand over; Sluice sends no mail.</DialogDescription>
          </DialogHeader>
          <DialogBody>
            {invite.data ? (
              <SecretOnce
                title={`The link for ${invite.data.invite.email}`}
                label="Invitation link"
                secret={invite.data.url}
              >
                It is shown this once, works once, and lets whoever has it in. Hand it over on a way that you trust.
              </SecretOnce>
            ) : (
              <>
                {invite.error ? (
                  <Alert tone="danger" live title="Not invited">
                    {invite.error.message}
                  </Alert>
                ) : null}
                {me.singlePersonMode ? (
                  <Alert tone="warning" title="This ends single-person mode">
                    From then on nobody approves their own plan, you neither.
                  </Alert>
                ) : null}
                <FormField label="E-mail" error={form.formState.errors.email?.message}>
                  <Input type="email" autoComplete="off" {...form.register("email")} />
                </FormField>
                <Controller
                  control={form.control}
                  name="role"
                  render={({ field }) => (
                    <FormField label="Role" hint={`A person of this role ${ROLE_WORDS[role]}.`}>
                      <RoleSelect value={field.value} onChange={field.onChange} />
                    </FormField>
                  )}
                />
              </>
            )}
          </DialogBody>
          <DialogFooter>
            {invite.data ? (
              <Button variant="primary" onClick={() => onOpenChange(false)}>
                Done
              </Button>
            ) : (
              <>
                <Button onClick={() => onOpenChange(false)}>Cancel</Button>
                <Button type="submit" variant="primary" isPending={invite.isPending}>
                  Make the link
                </Button>
              </>
            )}
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
