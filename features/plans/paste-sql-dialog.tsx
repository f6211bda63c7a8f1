"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleHelp } from "lucide-react";
import { useState } from "react";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { OperationResponse } from "#contracts/define-operation.ts";
import { planFromSql } from "#contracts/plan.ts";
import { DIALECT_LABELS, DIALECTS, type Dialect } from "#core/domain/dialect.ts";
import { PHASE_LABELS } from "#core/domain/phase.ts";
import { phaseOfStep } from "#core/domain/step-id.ts";
import { call } from "../api.ts";

type Draft = OperationResponse<typeof planFromSql>;

function Placement({ draft }: { draft: Draft }) {
  return (
    <div className="flex flex-col gap-3">
      {draft.unplaced.length > 0 ? (
        <Alert tone="warning" live title={`${draft.unplaced.length} could not be placed`}>
          Write these by hand; they are not in the document.
        </Alert>
      ) : null}
      <ul className="flex flex-col divide-y rounded-lg border">
        {draft.unplaced.map((it) => (
          <li key={`unplaced ${it.line} ${it.label}`} className="flex gap-2.5 px-3 py-2 text-[0.8125rem]">
            <CircleHelp aria-label="Not placed" role="img" className="mt-0.5 size-4 shrink-0 text-warning-ink" />
            <div className="min-w-0">
              <p className="font-medium break-words">{it.label}</p>
              <p className="text-xs text-muted-foreground">
                <span className="nums">Line {it.line}.</span> {it.why}
              </p>
            </div>
          </li>
        ))}
        {draft.placed.map((it) => (
          <li key={`placed ${it.step} ${it.line}`} className="flex gap-2.5 px-3 py-2 text-[0.8125rem]">
            <CircleCheck aria-label="Placed" role="img" className="mt-0.5 size-4 shrink-0 text-success-ink" />
            <div className="min-w-0 flex-1">
              <p className="break-words">{it.label}</p>
              <p className="text-xs text-pretty text-muted-foreground">
                <span className="nums">Line {it.line}.</span> {it.why}
              </p>
            </div>
            <span className="shrink-0 text-xs font-medium">{PHASE_LABELS[phaseOfStep(it.step)]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Turns an SQL script into a plan document: shows where each statement went before anything is taken over. */
export function PasteSqlDialog({
  open,
  onOpenChange,
  onTake,
  replaces,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onTake: (source: string) => void;
  /** There is text in the editor that would be lost. */
  replaces: boolean;
}) {
  const [sql, setSql] = useState("");
  const [engine, setEngine] = useState<Dialect>("postgresql");
  const place = useMutation({
    mutationFn: () => call(planFromSql, { body: { sql, engine } }),
    meta: { quiet: true },
  });
  const draft = place.data;
  const take = () => {
    if (!draft) return;
    onTake(draft.source);
    onOpenChange(false);
    place.reset();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>Paste SQL</DialogTitle>
          <DialogDescription>
            Each statement is put into the phase it belongs to. Nothing is saved and nothing is run.
          </DialogDescription>
        </DialogHeader>
        <DialogBody>
          <FormField label="SQL script" {...(place.error ? { error: place.error.message } : {})}>
            <Textarea
              value={sql}
              onChange={(event) => {
                setSql(event.target.value);
                place.reset();
              }}
              rows={draft ? 5 : 10}
              spellCheck={false}
              className="max-h-72 font-mono text-xs"
              placeholder={
                "ALTER TABLE city ADD COLUMN latitude numeric(8,5);\nUPDATE city SET latitude = lat::numeric(8,5);"
              }
            />
          </FormField>
          <FormField label="Engine" className="max-w-48">
            <EngineSelect value={engine} onChange={setEngine} />
          </FormField>
          {draft ? <Placement draft={draft} /> : null}
        </DialogBody>
        <DialogFooter>
          {draft ? (
            <>
              <Button onClick={() => place.reset()}>Change the SQL</Button>
              <Button variant="primary" onClick={take}>
                {replaces ? "Replace the document with this plan" : "Use this plan"}
              </Button>
            </>
          ) : (
            <Button
              variant="primary"
              disabled={sql.trim() === ""}
              isPending={place.isPending}
              onClick={() => place.mutate()}
            >
              Place the statements
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function EngineSelect({
  value,
  onChange,
  ...field
}: {
  value: Dialect;
  onChange: (engine: Dialect) => void;
  id?: string;
}) {
  return (
    <Select value={value} onValueChange={(next) => onChange(DIALECTS.find((it) => it === next) ?? value)}>
      <SelectTrigger {...field}>
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        {DIALECTS.map((dialect) => (
          <SelectItem key={dialect} value={dialect}>
            {DIALECT_LABELS[dialect]}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
