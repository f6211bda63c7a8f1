import { Check, CornerDownRight, WandSparkles } from "lucide-react";
import { CodeWords } from "#components/data/code-words.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Finding } from "#contracts/plan.ts";
import { FindingLocks } from "./finding-locks.tsx";
import { acceptedOf, counted, FINDING_LOOKS, WORST_FIRST } from "./finding-severity.ts";

export type OnSaferForm = (finding: Finding) => void;

const keyOf = ({ rule, step, line, column, message }: Finding) => `${rule} ${step} ${line} ${column} ${message}`;

/** What the analysis says, worst first, each with its place, who waits, and the safer way. What was accepted comes last, struck out. */
export function FindingsList({
  findings,
  onSaferForm,
  className,
}: {
  findings: readonly Finding[];
  /** Shows the plan as the safer form would have it; without it the button is not there. */
  onSaferForm?: OnSaferForm | undefined;
  className?: string;
}) {
  if (findings.length === 0) return null;
  const sorted = [...WORST_FIRST.flatMap((severity) => counted(findings, severity)), ...acceptedOf(findings)];
  return (
    <ul className={cn("flex flex-col divide-y divide-border", className)}>
      {sorted.map((finding) => (
        <li key={keyOf(finding)} className="py-2 first:pt-0 last:pb-0">
          {finding.suppressed === undefined ? (
            <OpenFinding finding={finding} onSaferForm={onSaferForm} />
          ) : (
            <AcceptedFinding finding={finding} reason={finding.suppressed} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Place({ finding }: { finding: Finding }) {
  if (!finding.line) return null;
  return (
    <span className="nums text-muted-foreground">
      {" "}
      line {finding.line}
      {finding.column ? `:${finding.column}` : ""}
    </span>
  );
}

function OpenFinding({ finding, onSaferForm }: { finding: Finding; onSaferForm: OnSaferForm | undefined }) {
  const { icon: Icon, ink, word } = FINDING_LOOKS[finding.severity];
  return (
    <div className="flex gap-2 text-[0.8125rem]">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <p className="break-words">
          <span className={cn("font-medium", ink)}>{word}</span>
          <Place finding={finding} /> <CodeWords text={finding.message} />
        </p>
        <FindingLocks finding={finding} />
        {finding.fix ? (
          <p className="flex gap-1.5 text-pretty text-muted-foreground">
            <CornerDownRight aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            <span>
              <span className="font-medium text-foreground">Instead:</span> <CodeWords text={finding.fix} />
            </span>
          </p>
        ) : null}
        {finding.saferForm && finding.step && onSaferForm ? (
          <Button size="xs" className="self-start" onClick={() => onSaferForm(finding)}>
            <WandSparkles />
            Apply the safer form
          </Button>
        ) : null}
      </div>
      <code className="hidden shrink-0 text-2xs text-muted-foreground sm:block">{finding.rule}</code>
    </div>
  );
}

function AcceptedFinding({ finding, reason }: { finding: Finding; reason: string }) {
  return (
    <div className="flex gap-2 text-[0.8125rem] text-muted-foreground">
      <Check aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="break-words">
          <span className="font-medium">Accepted</span>
          <Place finding={finding} /> <s>{finding.message}</s>
        </p>
        <p className="text-pretty break-words text-foreground">
          <span className="font-medium">Because:</span> {reason}
        </p>
      </div>
      <code className="hidden shrink-0 text-2xs sm:block">{finding.rule}</code>
    </div>
  );
}
