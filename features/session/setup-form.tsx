"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { setUpOwner, setUpOwnerBody } from "#contracts/person.ts";
import { call } from "../api.ts";
import { PasswordInput } from "./password-input.tsx";

/** The first owner, by the one-time link. */
export function SetupForm({ token }: { token: string }) {
  const form = useForm({
    resolver: zodResolver(setUpOwnerBody),
    defaultValues: { token, name: "", email: "", password: "" },
  });
  const setUp = useMutation({
    mutationFn: (body: { token: string; name: string; email: string; password: string }) => call(setUpOwner, { body }),
    meta: { quiet: true },
    onSuccess: () => location.assign("/"),
  });
  const { errors } = form.formState;
  return (
    <form
      noValidate
      method="post"
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit((values) => setUp.mutate(values))}
    >
      {setUp.error ? (
        <Alert tone="danger" live>
          {setUp.error.message}
        </Alert>
      ) : null}
      <FormField label="Your name" error={errors.name?.message} hint="It stands beside what you do.">
        <Input autoComplete="name" autoFocus {...form.register("name")} />
      </FormField>
      <FormField label="E-mail" error={errors.email?.message}>
        <Input type="email" autoComplete="username" {...form.register("email")} />
      </FormField>
      <FormField
        label="Password"
        error={errors.password?.message}
        hint="At least 12 characters. A few words are easy to keep."
      >
        <PasswordInput autoComplete="new-password" {...form.register("password")} />
      </FormField>
      <Button type="submit" variant="primary" size="lg" isPending={setUp.isPending || setUp.isSuccess}>
        Become the owner
      </Button>
    </form>
  );
}
