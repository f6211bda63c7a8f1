"use client";

import { useRouter } from "next/navigation";
import { NEW_PLAN } from "#features/migrations/plan-templates.ts";
import { Refusal } from "#features/migrations/refusal.tsx";
import { useCreateMigration } from "#features/migrations/use-change-migration.ts";
import { PlanWorkbench } from "#features/plans/plan-workbench.tsx";

export function NewMigration({ startWithPaste }: { startWithPaste: boolean }) {
  const router = useRouter();
  const create = useCreateMigration();
  return (
    <PlanWorkbench
      initialSource={NEW_PLAN}
      startWithPaste={startWithPaste}
      saveLabel="Create"
      isSaving={create.isPending || create.isSuccess}
      onSave={(source) =>
        create.mutate(source, { onSuccess: (migration) => router.push(`/migrations/${migration.id}`) })
      }
      notice={<Refusal error={create.error} />}
    />
  );
}
