"use client";

import { Cpu } from "lucide-react";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type Throttle, throttleSettings } from "#contracts/throttle.ts";
import { SettingsSection } from "./settings-section.tsx";
import { useDraft } from "./use-draft.ts";
import { useChangeThrottle } from "./use-throttle.ts";

const parts = throttleSettings.pick({ cores: true, maxSlices: true, expectedReplicas: true });

const textsOf = ({ cores, maxSlices, expectedReplicas }: Throttle["settings"]) => ({
  cores: cores === null ? "" : String(cores),
  maxSlices: maxSlices === null ? "" : String(maxSlices),
  expectedReplicas: expectedReplicas.join(", "),
});

const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));
const namesOf = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** What the server has, and how much of it backfills may take. */
export function CapacityCard({ databaseId, settings }: { databaseId: string; settings: Throttle["settings"] }) {
  const { draft, isChanged, put, reset } = useDraft(textsOf(settings));
  const change = useChangeThrottle(databaseId);
  const parsed = parts.safeParse({
    cores: numberOf(draft.cores),
    maxSlices: numberOf(draft.maxSlices),
    expectedReplicas: namesOf(draft.expectedReplicas),
  });
  const wrong = new Set(parsed.error?.issues.map((issue) => String(issue.path[0])));
  return (
    <SettingsSection
      title="Capacity"
      description="What the server has, and how much backfills may take."
      icon={Cpu}
      isChanged={isChanged}
      isSavable={parsed.success}
      isPending={change.isPending}
      error={change.error}
      onSave={() => parsed.success && change.mutate(parsed.data, { onSuccess: reset })}
      onPutBack={reset}
    >
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <FormField
          label="Cores of the server"
          isOptional
          hint="Limits per core go by this. Empty: not known."
          error={wrong.has("cores") ? "From 1 to 1,024" : undefined}
        >
          <Input
            inputMode="numeric"
            value={draft.cores}
            placeholder="not known"
            onChange={(event) => put({ cores: event.target.value })}
            className="max-w-32 nums"
          />
        </FormField>
        <FormField
          label="Slices at once"
          isOptional
          hint="Of all rollouts together. Empty: by cores."
          error={wrong.has("maxSlices") ? "From 1 to 64" : undefined}
        >
          <Input
            inputMode="numeric"
            value={draft.maxSlices}
            placeholder="by cores"
            onChange={(event) => put({ maxSlices: event.target.value })}
            className="max-w-32 nums"
          />
        </FormField>
        <FormField
          label="Expected standbys"
          isOptional
          className="sm:col-span-2"
          hint="Their application_name, with commas between them. While one is not connected, backfills stand still."
          error={wrong.has("expectedReplicas") ? "At most 20 names of at most 63 characters" : undefined}
        >
          <Input
            autoComplete="off"
            value={draft.expectedReplicas}
            placeholder="db-2, db-3"
            onChange={(event) => put({ expectedReplicas: event.target.value })}
          />
        </FormField>
      </div>
    </SettingsSection>
  );
}
