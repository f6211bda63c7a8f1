import { Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { CodeBlock } from "#components/data/code-block.tsx";
import { formatBytes, formatCompact } from "#components/data/figures.ts";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Finding, PlanStep } from "#contracts/plan.ts";
import { FindingsList, type OnSaferForm } from "./findings-list.tsx";
import { LockBadges } from "./lock-badge.tsx";
import { StepKindIcon } from "./step-kind-icon.tsx";
import { UndoLine } from "./undo-line.tsx";

type TouchedTable = PlanStep["tables"][number];

function sizeOf(table: TouchedTable): string {
  const parts = [
    table.rowEstimate === null ? null : `about ${formatCompact(table.rowEstimate)} rows`,
    table.bytes === null ? null : formatBytes(table.bytes),
  ].filter((it) => it !== null);
  return parts.length > 0 ? parts.join(", ") : "size not known";
}

function Tables({ tables }: { tables: readonly TouchedTable[] }) {
  if (tables.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
      {tables.map((table) => (
        <li key={`${table.schema}.${table.name}`} className="nums inline-flex min-w-0 items-center gap-1.5">
          <Table2 aria-hidden className="size-3.5 shrink-0" />
          <span className="min-w-0 font-mono wrap-anywhere text-foreground">
            {table.schema && table.schema !== "public" ? `${table.schema}.` : ""}
            {table.name}
          </span>
          <span className="shrink-0">{sizeOf(table)}</span>
        </li>
      ))}
    </ul>
  );
}

type Statement = PlanStep["statements"][number];

/** More than these are Sluice's own machinery, such as the trigger of a sync: their locks in full, their text on demand. */
const MOST_IN_FULL = 3;

const weightOf = ({ locks }: Statement) =>
  Number(locks.rewrites) * 8 + Number(locks.blocksReads) * 4 + Number(locks.blocksWrites) * 2 + Number(locks.scans);

function distinctLocks(statements: readonly Statement[]): Statement[] {
  const sorted = statements.filter(({ locks }) => locks.form !== "none").toSorted((a, b) => weightOf(b) - weightOf(a));
  return sorted.filter((it, index) => sorted.findIndex(({ locks }) => locks.lock === it.locks.lock) === index);
}

function StatementList({ statements }: { statements: readonly Statement[] }) {
  return statements.map((statement) => (
    <div key={statement.sql} className="flex min-w-0 flex-col gap-1.5">
      <CodeBlock code={statement.sql} language="sql" label={statement.label} />
      <LockBadges locks={statement.locks} />
    </div>
  ));
}

function Statements({ statements }: { statements: readonly Statement[] }) {
  if (statements.length <= MOST_IN_FULL) return <StatementList statements={statements} />;
  return (
    <>
      {distinctLocks(statements).map(({ locks }) => (
        <LockBadges key={locks.lock} locks={locks} />
      ))}
      <details className="min-w-0">
        <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
          All {statements.length} statements
        </summary>
        <div className="flex min-w-0 flex-col gap-2 pt-2">
          <StatementList statements={statements} />
        </div>
      </details>
    </>
  );
}

const FRAME = "rounded-md border bg-muted/50 px-3 py-2";

/** Of a step that an operation wrote, notes and what it accepts stand behind a press: there are many, and none asks for anything. */
function StepFindings({ step, onSaferForm }: { step: PlanStep; onSaferForm: OnSaferForm | undefined }) {
  const isAside = (it: Finding) => step.from !== null && (it.severity === "note" || it.suppressed !== undefined);
  const aside = step.findings.filter(isAside);
  return (
    <>
      <FindingsList findings={step.findings.filter((it) => !isAside(it))} onSaferForm={onSaferForm} className={FRAME} />
      {aside.length > 0 ? (
        <details className="min-w-0">
          <summary className="nums w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
            {asideInWords(aside)}
          </summary>
          <FindingsList findings={aside} onSaferForm={onSaferForm} className={cn(FRAME, "mt-2")} />
        </details>
      ) : null}
    </>
  );
}

function asideInWords(findings: readonly Finding[]): string {
  const accepted = findings.filter(({ suppressed }) => suppressed !== undefined).length;
  const notes = findings.length - accepted;
  const parts = [
    notes > 0 ? `${notes} ${notes === 1 ? "note" : "notes"}` : "",
    accepted > 0 ? `${accepted} accepted` : "",
  ];
  return parts.filter((it) => it !== "").join(", ");
}

/** One step as its reviewer reads it: what is sent, what it blocks, how big it is, how it is undone. */
export function PlanStepCard({
  step,
  onSaferForm,
  children,
}: {
  step: PlanStep;
  onSaferForm?: OnSaferForm | undefined;
  children?: ReactNode;
}) {
  return (
    <li id={step.id} className="scroll-mt-20 rounded-lg border bg-card shadow-card">
      <div className="flex items-start gap-2.5 px-4 pt-3">
        <StepKindIcon kind={step.kind} className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
        <h3 className="min-w-0 flex-1 text-[0.8125rem] font-medium break-words">{step.title}</h3>
        {step.synthetic ? <Badge title="Not in the document: Sluice adds it">added by Sluice</Badge> : null}
        <code className="nums shrink-0 text-2xs text-muted-foreground">{step.id}</code>
      </div>
      <div className="flex flex-col gap-2.5 px-4 pt-2 pb-3 sm:pl-10.5">
        {step.from ? <p className="text-xs wrap-anywhere text-muted-foreground">from {step.from}</p> : null}
        {step.note ? <p className="text-[0.8125rem] text-pretty">{step.note}</p> : null}
        <Statements statements={step.statements} />
        <Tables tables={step.tables} />
        <UndoLine undo={step.undo} />
        <StepFindings step={step} onSaferForm={onSaferForm} />
        {children}
      </div>
    </li>
  );
}
