"use client";

import { Controller, type UseFormReturn } from "react-hook-form";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import { ENVIRONMENTS } from "#contracts/database.ts";
import { DIALECT_LABELS, DIALECTS } from "#core/domain/dialect.ts";
import { PasswordInput } from "../session/password-input.tsx";
import type { ConnectionValues } from "./connection-values.ts";

type Form = UseFormReturn<ConnectionValues>;

const TLS_MODES = [
  { value: "disable", label: "Never" },
  { value: "prefer", label: "If the server offers it" },
  { value: "require", label: "Always, any certificate" },
  { value: "verify-full", label: "Always, certificate verified" },
] as const;

function ChoiceField({
  form,
  name,
  label,
  options,
  className,
}: {
  form: Form;
  name: "engine" | "tls" | "environment";
  label: string;
  options: readonly { readonly value: string; readonly label: string }[];
  className?: string;
}) {
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <Select value={field.value} onValueChange={field.onChange}>
          <FormField label={label} error={form.formState.errors[name]?.message} {...(className ? { className } : {})}>
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
          </FormField>
          <SelectContent>
            {options.map((option) => (
              <SelectItem key={option.value} value={option.value}>
                {option.label}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    />
  );
}

const ENGINES = DIALECTS.map((value) => ({ value, label: DIALECT_LABELS[value] }));

function AddressFields({ form, passwordHint }: { form: Form; passwordHint?: string | undefined }) {
  const engine = form.watch("engine");
  const { errors } = form.formState;
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      <ChoiceField form={form} name="engine" label="Engine" options={ENGINES} className="sm:col-span-6" />
      {engine === "sqlite" ? (
        <FormField
          label="File"
          className="sm:col-span-6"
          error={errors.file?.message}
          hint="The path of an existing file, as the worker sees it."
        >
          <Input className="font-mono text-xs" placeholder="/var/lib/app/app.db" {...form.register("file")} />
        </FormField>
      ) : (
        <>
          <FormField label="Host" className="sm:col-span-4" error={errors.host?.message}>
            <Input placeholder="db.example.com" {...form.register("host")} />
          </FormField>
          <FormField label="Port" className="sm:col-span-2" error={errors.port?.message}>
            <Input inputMode="numeric" {...form.register("port")} />
          </FormField>
          <FormField label="Database" className="sm:col-span-3" error={errors.database?.message}>
            <Input {...form.register("database")} />
          </FormField>
          <ChoiceField form={form} name="tls" label="TLS" options={TLS_MODES} className="sm:col-span-3" />
          <FormField label="User" className="sm:col-span-3" error={errors.user?.message}>
            <Input autoComplete="off" {...form.register("user")} />
          </FormField>
          <FormField
            label="Password"
            className="sm:col-span-3"
            error={errors.password?.message}
            hint={passwordHint ?? "Sealed before it is stored, and never shown again."}
          >
            <PasswordInput autoComplete="new-password" {...form.register("password")} />
          </FormField>
        </>
      )}
    </div>
  );
}

/** Where the database is: a pasted URL, or field by field. */
export function ConnectionFields({ form, passwordHint }: { form: Form; passwordHint?: string }) {
  const way = form.watch("way");
  return (
    <Tabs value={way} onValueChange={(next) => form.setValue("way", next === "form" ? "form" : "url")}>
      <TabsList look="pill" aria-label="How to say where the database is">
        <TabsTrigger value="url">URL</TabsTrigger>
        <TabsTrigger value="form">Form</TabsTrigger>
      </TabsList>
      <TabsContent value="url">
        <FormField
          label="Connection URL"
          error={form.formState.errors.url?.message}
          hint={
            <>
              <code>postgres://user:password@host:5432/name?sslmode=require</code> or{" "}
              <code>sqlite:/path/to/file.db</code>. The password is sealed before it is stored.
            </>
          }
        >
          <Input
            className="font-mono text-xs"
            autoComplete="off"
            spellCheck={false}
            placeholder="postgres://…"
            {...form.register("url")}
          />
        </FormField>
      </TabsContent>
      <TabsContent value="form">
        <AddressFields form={form} passwordHint={passwordHint} />
      </TabsContent>
    </Tabs>
  );
}

const ENVIRONMENT_OPTIONS = ENVIRONMENTS.map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));

/** What people call it, and where it belongs. */
export function AboutFields({ form }: { form: Form }) {
  const { errors } = form.formState;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <FormField label="Name" error={errors.name?.message}>
        <Input autoComplete="off" placeholder="orders" {...form.register("name")} />
      </FormField>
      <ChoiceField form={form} name="environment" label="Environment" options={ENVIRONMENT_OPTIONS} />
      <FormField
        label="Labels"
        isOptional
        className="sm:col-span-2"
        error={errors.labels?.message}
        hint="Pairs with commas between them: team=payments, tier=1"
      >
        <Input autoComplete="off" {...form.register("labels")} />
      </FormField>
    </div>
  );
}
