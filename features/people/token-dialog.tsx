"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
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
import { tokenBody } from "#contracts/person.ts";
import { useMay, useMe } from "../session/session-provider.tsx";
import { ROLE_WORDS, RoleSelect } from "./role-select.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { useCreateToken } from "./use-people.ts";

type Values = z.input<typeof tokenBody>;

const DEFAULT_DAYS = 90;
/** An empty box is no limit. Before anybody typed it is given the default, a number. */
const daysOf = (value: unknown) => (String(value ?? "").trim() === "" ? undefined : Number(value));

export function TokenDialog({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const form = useForm<Values>({
    resolver: zodResolver(tokenBody),
    defaultValues: { name: "", role: "viewer", expiresInDays: DEFAULT_DAYS },
  });
  const create = useCreateToken();
  const me = useMe();
  const mayReport = useMay("application.report");
  const [role, isForHeartbeats] = [form.watch("role"), form.watch("only") !== undefined];
  const { errors } = form.formState;
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent>
        <form
          noValidate
          method="post"
          className="flex min-h-0 flex-col"
          onSubmit={form.handleSubmit((values) => create.mutate(values))}
        >
          <DialogHeader>
            <DialogTitle>New API token</DialogTitle>
            <DialogDescription>For the command line, CI and scripts. It acts in your name.</DialogDescription>
          </DialogHeader>
          <DialogBody>
            {create.data ? (
              <SecretOnce
                title={`The secret of ${create.data.token.name}`}
                label="Token secret"
                secret={create.data.secret}
              >
                It is shown this once: only its hash is kept. Set it as SLUICE_TOKEN.
              </SecretOnce>
            ) : (
              <>
                {create.error ? (
                  <Alert tone="danger" live title="No token was made">
                    {create.error.message}
                  </Alert>
                ) : null}
                <FormField label="Name" error={errors.name?.message} hint="What uses it: deploy pipeline, my laptop.">
                  <Input autoComplete="off" {...form.register("name")} />
                </FormField>
                <Controller
                  control={form.control}
                  name="role"
                  render={({ field }) => (
                    <FormField
                      label="Role"
                      error={errors.role?.message}
                      hint={isForHeartbeats ? "What heartbeats need; more it may not." : `It ${ROLE_WORDS[role]}.`}
                    >
                      <RoleSelect
                        value={field.value}
                        onChange={field.onChange}
                        upTo={me.role}
                        disabled={isForHeartbeats}
                      />
                    </FormField>
                  )}
                />
                {mayReport ? (
                  <Controller
                    control={form.control}
                    name="only"
                    render={({ field }) => (
                      <FormField
                        label="For heartbeats of an application only"
                        hint="For its machines: with it nothing can be read and nothing else be done."
                      >
                        <Checkbox
                          checked={field.value !== undefined}
                          onCheckedChange={(isOn) => {
                            field.onChange(isOn === true ? "application.report" : undefined);
                            if (isOn === true) form.setValue("role", "operator");
                          }}
                        />
                      </FormField>
                    )}
                  />
                ) : null}
                <FormField
                  label="Expires after days"
                  isOptional
                  error={errors.expiresInDays?.message}
                  hint="Empty: it is good until somebody revokes it."
                >
                  <Input inputMode="numeric" {...form.register("expiresInDays", { setValueAs: daysOf })} />
                </FormField>
              </>
            )}
          </DialogBody>
          <DialogFooter>
            {create.data ? (
              <Button variant="primary" onClick={() => onOpenChange(false)}>
                Done
              </Button>
            ) : (
              <>
                <Button onClick={() => onOpenChange(false)}>Cancel</Button>
                <Button type="submit" variant="primary" isPending={create.isPending}>
                  Make the token
                </Button>
              </>
            )}
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
