import { CircleCheck, CircleHelp, CircleX, TriangleAlert } from "lucide-react";
import { CodeBlock } from "#components/data/code-block.tsx";
import { formatDuration } from "#components/data/figures.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { DataCheck } from "#contracts/data-check.ts";
import { byUrgency, VERDICT_LOOKS, verdictWord } from "./data-check-words.ts";

const ICONS = { fails: CircleX, differs: TriangleAlert, "not known": CircleHelp, passes: CircleCheck } as const;

function Samples({ samples }: { samples: DataCheck["samples"] }) {
  if (samples.length === 0) return null;
  return (
    <ul aria-label="Some of these rows" className="flex flex-col gap-0.5 text-xs">
      {samples.map(({ key, value }) => (
        <li key={`${key} ${value}`} className="min-w-0 break-all">
          <span className="font-mono text-muted-foreground">{key}</span>
          {value === null ? null : <span className="font-mono">: {value}</span>}
        </li>
      ))}
    </ul>
  );
}

function Item({ check }: { check: DataCheck }) {
  const Icon = ICONS[check.verdict];
  return (
    <li className="flex min-w-0 flex-col gap-1.5 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={VERDICT_LOOKS[check.verdict].tone}>
          <Icon aria-hidden />
          {verdictWord(check)}
        </Badge>
        <span className="text-xs whitespace-nowrap text-muted-foreground nums">
          {check.step}
          {check.direction === "undo" ? ", its undo" : ""}
        </span>
        <span className="min-w-0 text-[0.8125rem] font-medium break-words">
          <span className="font-normal text-muted-foreground">{check.table}</span> {check.subject}
        </span>
      </div>
      <p className="text-[0.8125rem] text-pretty">{check.message}</p>
      <Samples samples={check.samples} />
      {check.sql === "" ? null : (
        <details className="min-w-0">
          <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
            What was asked, in {formatDuration(check.ms)}
          </summary>
          <div className="pt-1.5">
            <CodeBlock code={check.sql} language="sql" label={`Query of the check of ${check.step}`} />
          </div>
        </details>
      )}
    </li>
  );
}

/** Answers of a database's rows, those first that need somebody. */
export function DataCheckList({ checks }: { checks: readonly DataCheck[] }) {
  return (
    <ul className="divide-y">
      {byUrgency(checks).map((check) => (
        <Item key={`${check.step} ${check.direction} ${check.table} ${check.check} ${check.subject}`} check={check} />
      ))}
    </ul>
  );
}
