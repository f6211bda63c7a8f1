"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { signInBody } from "#contracts/person.ts";
import { signIn } from "../api.ts";
import { PasswordInput } from "./password-input.tsx";

/** `next` is a path of this site; the page has made sure of that. */
export function SignInForm({ next }: { next: string }) {
  const form = useForm({ resolver: zodResolver(signInBody), defaultValues: { email: "", password: "" } });
  const enter = useMutation({ mutationFn: signIn, meta: { quiet: true }, onSuccess: () => location.assign(next) });
  const { errors } = form.formState;
  return (
    <form
      noValidate
      method="post"
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit((values) => enter.mutate(values))}
    >
      {enter.error ? (
        <Alert tone="danger" live>
          {enter.error.message}
        </Alert>
      ) : null}
      <FormField label="E-mail" error={errors.email?.message}>
        <Input type="email" autoComplete="username" autoFocus {...form.register("email")} />
      </FormField>
      <FormField label="Password" error={errors.password?.message}>
        <PasswordInput autoComplete="current-password" {...form.register("password")} />
      </FormField>
      <Button type="submit" variant="primary" size="lg" isPending={enter.isPending || enter.isSuccess}>
        Sign in
      </Button>
    </form>
  );
}
