"use client";

import { ClipboardPaste, Save } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import type { Finding } from "#contracts/plan.ts";
import { countsAgainst } from "#core/domain/counts-against.ts";
import { DatabasePicker } from "./database-picker.tsx";
import { FindingsList } from "./findings-list.tsx";
import { ExpandBar } from "./operations/expand-bar.tsx";
import { PasteSqlDialog } from "./paste-sql-dialog.tsx";
import { PlanSequence } from "./plan-sequence.tsx";
import { SaferFormDialog } from "./safer-form-dialog.tsx";
import { useTableNames } from "./use-databases.ts";
import { usePlanCheck, usePlanSchema } from "./use-plan-check.ts";

const PlanEditor = dynamic(() => import("./plan-editor.tsx").then((it) => it.PlanEditor), {
  ssr: false,
  loading: () => <EditorSkeleton />,
});

const SKELETON_WIDTHS = ["30%", "55%", "70%", "45%", "80%", "60%"];

function EditorSkeleton() {
  return (
    <div className="flex flex-col gap-2 p-4">
      {SKELETON_WIDTHS.map((width) => (
        <Skeleton key={width} className="h-3.5" style={{ width }} />
      ))}
    </div>
  );
}

const NO_FINDINGS: readonly Finding[] = [];

function Verdict({ check, isEmpty }: { check: ReturnType<typeof usePlanCheck>; isEmpty: boolean }) {
  if (isEmpty) return <span className="text-xs text-muted-foreground">Nothing to check yet</span>;
  if (check.isBehind)
    return (
      <span className="inline-flex items-center gap-1.5 text-xs text-muted-foreground">
        <Spinner className="size-3.5" />
        Checking…
      </span>
    );
  if (check.error) return <Badge tone="danger">Not checked: {check.error.message}</Badge>;
  const errors = check.data?.findings.filter(countsAgainst("error")).length ?? 0;
  const warnings = check.data?.findings.filter(countsAgainst("warning")).length ?? 0;
  return (
    <span role="status" className="nums flex gap-1.5">
      {errors > 0 ? <Badge tone="danger">{errors === 1 ? "1 error" : `${errors} errors`}</Badge> : null}
      {warnings > 0 ? <Badge tone="warning">{warnings === 1 ? "1 warning" : `${warnings} warnings`}</Badge> : null}
      {errors === 0 ? <Badge tone="success">valid</Badge> : null}
    </span>
  );
}

/** The editor with the plan as its reader will see it beside it. Saving is the business of whoever shows it. */
export function PlanWorkbench({
  initialSource,
  initialDatabaseId = null,
  startWithPaste = false,
  onSave,
  isSaving,
  saveLabel,
  notice,
}: {
  initialSource: string;
  initialDatabaseId?: string | null;
  startWithPaste?: boolean;
  onSave: (source: string) => void;
  isSaving: boolean;
  saveLabel: string;
  /** A refusal or a conflict, shown above the editor. */
  notice?: ReactNode;
}) {
  const [source, setSource] = useState(initialSource);
  const [databaseId, setDatabaseId] = useState(initialDatabaseId);
  const [isPasting, setIsPasting] = useState(startWithPaste);
  const check = usePlanCheck(source, databaseId);
  const schema = usePlanSchema();
  const tables = useTableNames(databaseId);
  const facts = useMemo(() => ({ schema: schema.data ?? null, tables }), [schema.data, tables]);
  const findings = check.data?.findings ?? NO_FINDINGS;
  const [safer, setSafer] = useState<Finding | null>(null);
  const open = useMemo(() => findings.filter(({ suppressed }) => suppressed === undefined), [findings]);
  const isDirty = source !== initialSource;
  useWarnBeforeLeaving(isDirty && !isSaving);

  const save = () => {
    if (!isSaving && source.trim() !== "") onSave(source);
  };

  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => setIsPasting(true)}>
          <ClipboardPaste />
          Paste SQL
        </Button>
        <DatabasePicker
          value={databaseId}
          onChange={setDatabaseId}
          engine={check.data?.plan?.engine ?? null}
          className="w-full sm:w-88"
        />
        <Verdict check={check} isEmpty={source.trim() === ""} />
        <span className="flex-1" />
        <span className="hidden text-xs text-muted-foreground sm:inline">{isDirty ? "Not saved" : ""}</span>
        <Button variant="primary" isPending={isSaving} disabled={source.trim() === ""} onClick={save}>
          <Save />
          {saveLabel}
          <Kbd className="hidden border-primary-foreground/30 sm:inline-flex bg-transparent text-primary-foreground">
            Ctrl S
          </Kbd>
        </Button>
      </div>
      {notice}
      <ExpandBar source={source} databaseId={databaseId} findings={findings} onTake={setSource} />
      <div className="grid min-w-0 gap-3 lg:grid-cols-2">
        <div className="flex h-[60dvh] min-h-80 min-w-0 flex-col overflow-hidden rounded-lg border bg-card shadow-card lg:h-[calc(100dvh-17rem)]">
          <PlanEditor value={source} onChange={setSource} onSave={save} findings={open} facts={facts} />
        </div>
        <Preview check={check} onSaferForm={setSafer} />
      </div>
      <PasteSqlDialog
        open={isPasting}
        onOpenChange={setIsPasting}
        onTake={setSource}
        replaces={source.trim() !== "" && isDirty}
      />
      <SaferFormDialog
        source={source}
        finding={safer}
        onClose={() => setSafer(null)}
        onTake={(after) => {
          setSource(after);
          setSafer(null);
        }}
        takeLabel="Take it into the editor"
        isTaking={false}
      />
    </div>
  );
}

function Preview({
  check,
  onSaferForm,
}: {
  check: ReturnType<typeof usePlanCheck>;
  onSaferForm: (finding: Finding) => void;
}) {
  const findings = check.data?.findings ?? NO_FINDINGS;
  const worst = findings.some(countsAgainst("error")) ? "findings" : "plan";
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Tabs value={chosen ?? worst} onValueChange={setChosen} className="min-w-0 gap-2 lg:h-[calc(100dvh-17rem)]">
      <TabsList>
        <TabsTrigger value="plan">Preview</TabsTrigger>
        <TabsTrigger value="findings" className="nums">
          Findings {findings.length > 0 ? `(${findings.length})` : ""}
        </TabsTrigger>
      </TabsList>
      <TabsContent value="plan" className="min-h-0 flex-1">
        <ScrollArea label="Preview of the plan" className="h-full pr-1 pb-4">
          {check.data?.plan ? (
            <PlanSequence plan={check.data.plan} onSaferForm={onSaferForm} />
          ) : (
            <p className="py-8 text-center text-[0.8125rem] text-muted-foreground">
              The plan is shown here as soon as the document can be read.
            </p>
          )}
        </ScrollArea>
      </TabsContent>
      <TabsContent value="findings" className="min-h-0 flex-1">
        <ScrollArea label="Findings" className="h-full">
          {findings.length > 0 ? (
            <FindingsList
              findings={findings}
              onSaferForm={onSaferForm}
              className="rounded-lg border bg-card px-4 py-3"
            />
          ) : (
            <Alert tone="success">Nothing to remark.</Alert>
          )}
        </ScrollArea>
      </TabsContent>
    </Tabs>
  );
}

/** The browser asks before unsaved text is lost. */
function useWarnBeforeLeaving(isDirty: boolean) {
  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isDirty]);
}
