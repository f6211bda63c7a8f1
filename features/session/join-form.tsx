"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { acceptInvite, acceptInviteBody } from "#contracts/person.ts";
import { call } from "../api.ts";
import { PasswordInput } from "./password-input.tsx";

/** Somebody who was invited chooses a name and a password. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const form = useForm({ resolver: zodResolver(acceptInviteBody), defaultValues: { token, name: "", password: "" } });
  const join = useMutation({
    mutationFn: (body: { token: string; name: string; password: string }) => call(acceptInvite, { body }),
    meta: { quiet: true },
    onSuccess: () => location.assign("/"),
  });
  const { errors } = form.formState;
  return (
    <form
      noValidate
      method="post"
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit((values) => join.mutate(values))}
    >
      {join.error ? (
        <Alert tone="danger" live>
          {join.error.message}
        </Alert>
      ) : null}
      <FormField label="E-mail">
        <Input type="email" value={email} readOnly disabled autoComplete="username" />
      </FormField>
      <FormField label="Your name" error={errors.name?.message} hint="It stands beside what you do.">
        <Input autoComplete="name" autoFocus {...form.register("name")} />
      </FormField>
      <FormField
        label="Password"
        error={errors.password?.message}
        hint="At least 12 characters. A few words are easy to keep."
      >
        <PasswordInput autoComplete="new-password" {...form.register("password")} />
      </FormField>
      <Button type="submit" variant="primary" size="lg" isPending={join.isPending || join.isSuccess}>
        Join
      </Button>
    </form>
  );
}
