"use client";

import type { ReactNode } from "react";
import { CodeBlock } from "#components/data/code-block.tsx";
import { AbsoluteTime, RelativeTime } from "#components/data/relative-time.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "#components/ui/sheet.tsx";
import type { StepRun } from "#contracts/rollout.ts";
import { lockWords } from "#core/domain/lock-words.ts";
import { PHASE_LABELS } from "#core/domain/phase.ts";
import { DemandList } from "./demand-list.tsx";
import { Elapsed } from "./elapsed.tsx";
import { EvidenceView } from "./evidence-view.tsx";
import { STEP_LOOKS } from "./step-looks.ts";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-xs font-medium text-muted-foreground">{title}</h3>
      {children}
    </section>
  );
}

function timesOf(step: StepRun) {
  const items: { term: string; value: ReactNode }[] = [];
  if (step.startedAt) items.push({ term: "Started", value: <AbsoluteTime at={step.startedAt} /> });
  if (step.finishedAt) items.push({ term: "Ended", value: <AbsoluteTime at={step.finishedAt} /> });
  if (step.startedAt) items.push({ term: "Took", value: <Elapsed from={step.startedAt} to={step.finishedAt} /> });
  if (step.attempt > 0) items.push({ term: "Attempts", value: step.attempt });
  if (step.locks) items.push({ term: "Locks", value: <span className="nums">{lockWords(step.locks)}</span> });
  if (step.passedByName) items.push({ term: "Passed by", value: step.passedByName });
  return items;
}

/** All that is known of one step of a run. */
export function StepSheet({ step, onClose }: { step: StepRun | null; onClose: () => void }) {
  return (
    <Sheet open={step !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent>{step ? <StepBody step={step} /> : null}</SheetContent>
    </Sheet>
  );
}

function StepBody({ step }: { step: StepRun }) {
  const { word, ink } = STEP_LOOKS[step.state];
  const times = timesOf(step);
  return (
    <div className="flex flex-col gap-5 p-5">
      <div className="flex flex-col gap-1 pr-10">
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted-foreground">
          {PHASE_LABELS[step.phase]} <code className="nums">{step.stepId}</code>
          <Badge className={ink}>{word}</Badge>
        </p>
        <SheetTitle className="text-base font-semibold break-words">{step.title}</SheetTitle>
        <SheetDescription className={step.note ? "text-[0.8125rem] text-pretty" : "sr-only"}>
          {step.note ?? `Details of step ${step.stepId}`}
        </SheetDescription>
      </div>
      {step.error ? (
        <Alert tone="danger" title={step.error.message}>
          {step.error.fix} <code className="text-2xs text-muted-foreground">{step.error.code}</code>
        </Alert>
      ) : null}
      {step.waiting ? (
        <Alert tone="warning" title={step.waiting.message}>
          Since <RelativeTime at={step.waiting.since} />
          {step.waiting.until && step.waiting.code !== "gate" ? (
            <>
              , until <AbsoluteTime at={step.waiting.until} />
            </>
          ) : null}
        </Alert>
      ) : null}
      {step.statements.length > 0 ? (
        <Part title={step.statements.length === 1 ? "Statement" : "Statements, in this order"}>
          {step.statements.map((statement) => (
            <CodeBlock key={statement} code={statement} language="sql" label={`Statement of ${step.title}`} />
          ))}
        </Part>
      ) : null}
      {step.gate && step.gate.asked.length > 0 ? (
        <Part title="What it demands of applications">
          <DemandList gate={step.gate} />
        </Part>
      ) : null}
      {step.evidence ? (
        <Part title="Evidence">
          <EvidenceView evidence={step.evidence} />
        </Part>
      ) : null}
      <Part title="Undo">
        <p className={step.undo.kind === "none" ? "text-[0.8125rem] text-danger-ink" : "text-[0.8125rem]"}>
          {step.undo.summary}
        </p>
        {step.undo.statements.map((statement) => (
          <CodeBlock key={statement} code={statement} language="sql" label={`Undo of ${step.title}`} />
        ))}
      </Part>
      {times.length > 0 ? (
        <Part title="Times">
          <DefinitionList items={times} />
        </Part>
      ) : null}
    </div>
  );
}
