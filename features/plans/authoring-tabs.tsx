"use client";

import { type ReactNode, useState } from "react";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import type { AuthoredPlan } from "#core/domain/authored-plan.ts";
import { OperationBuilder } from "./operations/operation-builder.tsx";
import { PlanWorkbench } from "./plan-workbench.tsx";

export type AuthoringWay = "operations" | "document";
export type SavePlan = (source: string, databaseId: string | null, by: AuthoringWay) => void;

/** Begins with ready-made operations, or with a document; what is chosen by the one opens in the other. */
export function AuthoringTabs({
  startWith,
  authored = null,
  initialSource,
  initialDatabaseId = null,
  startWithPaste = false,
  labels,
  isSaving,
  onSave,
  notice,
  operationsNotice,
}: {
  startWith: AuthoringWay;
  authored?: AuthoredPlan | null;
  initialSource: string;
  initialDatabaseId?: string | null;
  startWithPaste?: boolean;
  /** What the button says that saves. */
  labels: Readonly<Record<AuthoringWay, string>>;
  isSaving: boolean;
  onSave: SavePlan;
  notice: ReactNode;
  /** To be known before the form is used. */
  operationsNotice?: ReactNode;
}) {
  const [way, setWay] = useState<AuthoringWay>(startWith);
  // What was typed on the one side stays while somebody looks at the other.
  const [hasDocument, setHasDocument] = useState(startWith === "document");
  const [opened, setOpened] = useState<{ readonly source: string; readonly databaseId: string | null } | null>(null);
  const show = (next: AuthoringWay) => {
    setWay(next);
    setHasDocument(hasDocument || next === "document");
  };
  const databaseId = opened ? opened.databaseId : initialDatabaseId;
  return (
    <Tabs value={way} onValueChange={(next) => show(next === "operations" ? next : "document")}>
      <TabsList look="pill" aria-label="How to write it">
        <TabsTrigger value="operations">Operations</TabsTrigger>
        <TabsTrigger value="document">Document</TabsTrigger>
      </TabsList>
      <TabsContent value="operations" forceMount className="data-[state=inactive]:hidden">
        <OperationBuilder
          authored={authored}
          initialDatabaseId={initialDatabaseId}
          saveLabel={labels.operations}
          isSaving={isSaving}
          onSave={(source, on) => onSave(source, on, "operations")}
          onOpen={(source, on) => {
            setOpened({ source, databaseId: on });
            show("document");
          }}
          notice={
            <>
              {notice}
              {operationsNotice}
            </>
          }
        />
      </TabsContent>
      <TabsContent
        value="document"
        className="data-[state=inactive]:hidden"
        {...(hasDocument ? { forceMount: true } : {})}
      >
        <PlanWorkbench
          key={opened?.source ?? ""}
          initialSource={opened?.source ?? initialSource}
          initialDatabaseId={databaseId}
          startWithPaste={startWithPaste}
          saveLabel={labels.document}
          isSaving={isSaving}
          onSave={(source) => onSave(source, databaseId, "document")}
          notice={notice}
        />
      </TabsContent>
    </Tabs>
  );
}
