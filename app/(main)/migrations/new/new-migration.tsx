"use client";

import { useRouter } from "next/navigation";
import { NEW_PLAN } from "#features/migrations/plan-templates.ts";
import { Refusal } from "#features/migrations/refusal.tsx";
import { useCreateMigration } from "#features/migrations/use-change-migration.ts";
import { AuthoringTabs } from "#features/plans/authoring-tabs.tsx";

export function NewMigration({ from }: { from: "operations" | "document" | "sql" }) {
  const router = useRouter();
  const create = useCreateMigration();
  // The page of the migration goes on with the database that the plan was written for.
  const save = (source: string, databaseId: string | null) =>
    create.mutate(source, {
      onSuccess: ({ id }) => router.push(`/migrations/${id}${databaseId ? `?database=${databaseId}` : ""}`),
    });
  return (
    <AuthoringTabs
      startWith={from === "operations" ? "operations" : "document"}
      initialSource={NEW_PLAN}
      startWithPaste={from === "sql"}
      labels={{ operations: "Create migration", document: "Create" }}
      isSaving={create.isPending || create.isSuccess}
      onSave={save}
      notice={<Refusal error={create.error} />}
    />
  );
}
