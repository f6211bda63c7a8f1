"use client";

import { FormField } from "#components/ui/form-field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { ENVIRONMENTS } from "#contracts/database.ts";
import type { Hold } from "#contracts/throttle.ts";
import { useHoldable } from "./use-change-holds.ts";

/** All that may be chosen; which of it counts goes by `scope`. */
export interface HoldScope {
  readonly scope: Hold["scope"];
  readonly environment: (typeof ENVIRONMENTS)[number];
  readonly databaseId: string | null;
}

const SCOPES = [
  { value: "installation", label: "Everything: all databases of this Sluice" },
  { value: "environment", label: "All databases of one environment" },
  { value: "database", label: "One database" },
] as const;

function Choice({
  label,
  value,
  placeholder,
  options,
  error,
  onChange,
}: {
  label: string;
  value: string | null;
  placeholder?: string;
  options: readonly { readonly value: string; readonly label: string }[];
  error?: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <Select {...(value ? { value } : {})} onValueChange={onChange}>
      <FormField label={label} error={error}>
        <SelectTrigger>
          <SelectValue placeholder={placeholder} />
        </SelectTrigger>
      </FormField>
      <SelectContent>
        {options.map((it) => (
          <SelectItem key={it.value} value={it.value}>
            {it.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

/** Everything, an environment or a database. */
export function ScopeFields({
  value,
  onChange,
  isTried,
}: {
  value: HoldScope;
  onChange: (value: HoldScope) => void;
  isTried: boolean;
}) {
  const databases = useHoldable();
  const items = databases.data?.items ?? [];
  return (
    <>
      <Choice
        label="What to hold"
        value={value.scope}
        options={SCOPES}
        onChange={(scope) =>
          onChange({ ...value, scope: SCOPES.find((it) => it.value === scope)?.value ?? value.scope })
        }
      />
      {value.scope === "environment" ? (
        <Choice
          label="Environment"
          value={value.environment}
          options={ENVIRONMENTS.map((it) => ({ value: it, label: it }))}
          onChange={(environment) =>
            onChange({ ...value, environment: ENVIRONMENTS.find((it) => it === environment) ?? value.environment })
          }
        />
      ) : null}
      {value.scope === "database" ? (
        <Choice
          label="Database"
          value={value.databaseId}
          placeholder={databases.isPending ? "Loading the databases…" : "Choose a database"}
          options={items.map((it) => ({ value: it.id, label: `${it.name} · ${it.environment}` }))}
          error={isTried && value.databaseId === null ? "Choose a database" : undefined}
          onChange={(databaseId) => onChange({ ...value, databaseId })}
        />
      ) : null}
    </>
  );
}
