"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import { NEW_PLAN } from "#features/migrations/plan-templates.ts";
import { Refusal } from "#features/migrations/refusal.tsx";
import { useCreateMigration } from "#features/migrations/use-change-migration.ts";
import { OperationBuilder } from "#features/plans/operations/operation-builder.tsx";
import { PlanWorkbench } from "#features/plans/plan-workbench.tsx";

/** Begins with ready-made operations, or with a document; what is chosen by the one opens in the other. */
export function NewMigration({ from }: { from: "operations" | "document" | "sql" }) {
  const router = useRouter();
  const create = useCreateMigration();
  const [way, setWay] = useState(from === "operations" ? "operations" : "document");
  // What was typed on the one side stays while somebody looks at the other.
  const [hasDocument, setHasDocument] = useState(from !== "operations");
  const [opened, setOpened] = useState<{ readonly source: string; readonly databaseId: string | null } | null>(null);
  const show = (next: string) => {
    setWay(next);
    setHasDocument(hasDocument || next === "document");
  };
  // The page of the migration goes on with the database that the plan was written for.
  const save = (source: string, databaseId: string | null = null) =>
    create.mutate(source, {
      onSuccess: ({ id }) => router.push(`/migrations/${id}${databaseId ? `?database=${databaseId}` : ""}`),
    });
  const common = { notice: <Refusal error={create.error} /> };
  const isSaving = create.isPending || create.isSuccess;
  return (
    <Tabs value={way} onValueChange={show}>
      <TabsList look="pill" aria-label="How to begin">
        <TabsTrigger value="operations">Operations</TabsTrigger>
        <TabsTrigger value="document">Document</TabsTrigger>
      </TabsList>
      <TabsContent value="operations" forceMount className="data-[state=inactive]:hidden">
        <OperationBuilder
          {...common}
          isCreating={isSaving}
          onCreate={save}
          onOpen={(source, databaseId) => {
            setOpened({ source, databaseId });
            show("document");
          }}
        />
      </TabsContent>
      <TabsContent
        value="document"
        className="data-[state=inactive]:hidden"
        {...(hasDocument ? { forceMount: true } : {})}
      >
        <PlanWorkbench
          {...common}
          key={opened?.source ?? ""}
          initialSource={opened?.source ?? NEW_PLAN}
          initialDatabaseId={opened?.databaseId ?? null}
          startWithPaste={from === "sql"}
          saveLabel="Create"
          isSaving={isSaving}
          onSave={(source) => save(source, opened?.databaseId)}
        />
      </TabsContent>
    </Tabs>
  );
}
