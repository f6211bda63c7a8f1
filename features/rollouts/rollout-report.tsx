import type { ReactNode } from "react";
import { formatDuration } from "#components/data/figures.ts";
import { AbsoluteTime } from "#components/data/relative-time.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Rollout, RolloutEvent, StepRun } from "#contracts/rollout.ts";
import { PHASE_LABELS } from "#core/domain/phase.ts";
import { RUN_STATE_LABELS } from "#core/domain/run-state.ts";
import { STEP_LOOKS } from "./step-looks.ts";

function factsOf(rollout: Rollout) {
  const approvers = rollout.approvedBy.map((it) =>
    it.singlePerson ? `${it.name} (alone, single-person mode)` : it.name,
  );
  return [
    { term: "State", value: RUN_STATE_LABELS[rollout.state] },
    { term: "What it says", value: rollout.headline },
    { term: "Migration", value: `${rollout.migrationName}, revision ${rollout.revision}` },
    { term: "Digest of the plan", value: <code className="text-xs break-all">{rollout.digest}</code> },
    { term: "Database", value: `${rollout.databaseName} (${rollout.environment})` },
    { term: "Approved by", value: approvers.join(", ") || "–" },
    { term: "Started by", value: rollout.startedByName },
    { term: "Started", value: rollout.startedAt ? <AbsoluteTime at={rollout.startedAt} /> : "not yet" },
    { term: "Ended", value: rollout.finishedAt ? <AbsoluteTime at={rollout.finishedAt} /> : "not yet" },
  ];
}

const tookOf = (step: StepRun) =>
  step.startedAt && step.finishedAt ? formatDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt)) : "–";

function Steps({ steps }: { steps: readonly StepRun[] }) {
  return (
    <Table>
      <TableHeader>
        <TableRow>
          <TableHead className="hidden sm:table-cell print:table-cell">Phase</TableHead>
          <TableHead>Step</TableHead>
          <TableHead>State</TableHead>
          <TableHead className="hidden text-right sm:table-cell print:table-cell">Attempts</TableHead>
          <TableHead className="text-right">Took</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {steps.map((step) => (
          <TableRow key={step.id} className="break-inside-avoid">
            <TableCell className="hidden whitespace-nowrap sm:table-cell print:table-cell">
              {PHASE_LABELS[step.phase]}
            </TableCell>
            <TableCell>
              <span className="font-medium break-words">{step.title}</span>
              {step.passedByName ? <span className="block text-xs">passed by {step.passedByName}</span> : null}
              {step.error ? <span className="block text-xs text-danger-ink">{step.error.message}</span> : null}
            </TableCell>
            <TableCell>{STEP_LOOKS[step.state].word}</TableCell>
            <TableCell className="hidden text-right nums sm:table-cell print:table-cell">{step.attempt}</TableCell>
            <TableCell className="text-right whitespace-nowrap nums">{tookOf(step)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function EvidenceOnPaper({ steps }: { steps: readonly StepRun[] }) {
  return steps.map(({ id, title, evidence }) =>
    evidence ? (
      <div key={id} className="flex break-inside-avoid flex-col gap-1">
        <h3 className="text-[0.8125rem] font-semibold">
          {title}: {evidence.passed ? "passed" : "failed"}
        </h3>
        <p className="text-[0.8125rem]">{evidence.summary}</p>
        {evidence.items.map((item) => (
          <div key={item.label + item.sql} className="text-xs">
            <pre className="whitespace-pre-wrap text-muted-foreground">{item.sql}</pre>
            <p className="nums">
              {item.label}: <strong>{item.result}</strong>
            </p>
          </div>
        ))}
      </div>
    ) : null,
  );
}

/** A rollout on paper. What is long breaks between rows; nothing needs a press to be seen. */
export function RolloutReport({
  rollout,
  events,
  children,
}: {
  rollout: Rollout;
  events: readonly RolloutEvent[];
  /** Its backfills. */
  children: ReactNode;
}) {
  const checked = rollout.steps.filter((step) => step.evidence !== null);
  return (
    <article className="flex flex-col gap-7">
      <DefinitionList items={factsOf(rollout)} />
      <section className="flex flex-col gap-2">
        <h2 className="text-base font-semibold">Steps</h2>
        <Steps steps={rollout.steps} />
      </section>
      {children}
      {checked.length > 0 ? (
        <section className="flex flex-col gap-3">
          <h2 className="text-base font-semibold">Evidence</h2>
          <EvidenceOnPaper steps={checked} />
        </section>
      ) : null}
      <section className="flex flex-col gap-2">
        <h2 className="text-base font-semibold">What happened</h2>
        <ol className="flex flex-col gap-1 text-[0.8125rem]">
          {events.toReversed().map((event) => (
            <li key={event.id} className="flex break-inside-avoid gap-3">
              <AbsoluteTime at={event.at} className="shrink-0 text-xs leading-5 text-muted-foreground nums" />
              <span className="min-w-0 break-words">
                <strong className="font-medium">{event.byName}</strong> {event.message}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </article>
  );
}
