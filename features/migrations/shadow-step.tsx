import { CircleSlash, Undo2 } from "lucide-react";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { ShadowStep as Step } from "#contracts/shadow-run.ts";
import { ShadowStatement } from "./shadow-statement.tsx";
import { isTelling, UNDO_LOOKS } from "./shadow-words.ts";

function UndoOutcome({ step: { state, undo } }: { step: Step }) {
  const { word, tone } = UNDO_LOOKS[undo.state];
  const hasLeftNothing = state === "refused" || state === "not reached";
  if (undo.state === "nothing to undo" || hasLeftNothing) return null;
  const Icon = undo.state === "point of no return" ? CircleSlash : Undo2;
  return (
    <Badge tone={tone} title={undo.summary} className="max-w-full whitespace-normal">
      <Icon aria-hidden />
      {word}
      {undo.rowsCompared === undefined ? "" : `, ${undo.rowsCompared} rows compared`}
    </Badge>
  );
}

/** A step as it ran on the shadow. */
export function ShadowStep({ step }: { step: Step }) {
  const { statements, notes, undo, state, alreadyThere } = step;
  const telling = statements.filter(isTelling);
  const quiet = statements.filter((it) => !isTelling(it));
  return (
    <li className="min-w-0 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h4 className="min-w-0 text-[0.8125rem] font-medium break-words">{step.title}</h4>
        <span className="font-mono text-2xs text-muted-foreground">{step.stepId}</span>
        <UndoOutcome step={step} />
        {state === "not reached" ? <span className="text-2xs text-muted-foreground">not reached</span> : null}
      </div>
      {notes.map((it) => (
        <p key={it} className="pt-1 text-xs text-pretty text-muted-foreground">
          {it}
        </p>
      ))}
      {telling.length > 0 ? (
        <ul aria-label={`Statements of ${step.title}`} className="flex flex-col divide-y">
          {telling.map((it, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a statement has no identity but its place.
            <ShadowStatement key={index} statement={it} isThere={alreadyThere !== undefined} />
          ))}
        </ul>
      ) : null}
      {quiet.length > 0 ? (
        <details className="min-w-0 pt-1">
          <summary className="w-fit cursor-pointer rounded-sm text-xs text-muted-foreground hover:text-foreground">
            {quiet.length} {quiet.length === 1 ? "statement takes" : "statements take"} no further lock
          </summary>
          <ul className="flex flex-col divide-y">
            {quiet.map((it, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a statement has no identity but its place.
              <ShadowStatement key={index} statement={it} isThere={alreadyThere !== undefined} />
            ))}
          </ul>
        </details>
      ) : null}
      <UndoProblem undo={undo} />
    </li>
  );
}

function UndoProblem({ undo }: { undo: Step["undo"] }) {
  if (undo.refused) {
    return (
      <Alert tone="danger" title="The undo fails" className="mt-2">
        {undo.refused.message} <span className="font-mono text-2xs">({undo.refused.code})</span>
      </Alert>
    );
  }
  if (undo.differences.length === 0) return null;
  const isSerious = undo.state === "differs";
  return (
    <Alert
      tone={isSerious ? "danger" : "info"}
      title={
        isSerious ? "After the undo the schema is not what it was" : "After the undo only the order of columns differs"
      }
      className="mt-2"
    >
      <ul className="flex flex-col pt-1 font-mono text-2xs">
        {undo.differences.slice(0, 12).map((line) => (
          <li key={line} className={line.startsWith("+") ? "text-success-ink" : "text-danger-ink"}>
            {line}
          </li>
        ))}
      </ul>
      <p className="pt-1 text-2xs text-muted-foreground">+ is there and should not be, − is missing.</p>
    </Alert>
  );
}
