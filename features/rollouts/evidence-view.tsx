import { CircleCheck, CircleX } from "lucide-react";
import { CodeBlock } from "#components/data/code-block.tsx";
import { formatDuration } from "#components/data/figures.ts";
import { AbsoluteTime } from "#components/data/relative-time.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Evidence } from "#contracts/rollout.ts";

/** What a check asked and what it was answered. */
export function EvidenceView({ evidence }: { evidence: Evidence }) {
  const Icon = evidence.passed ? CircleCheck : CircleX;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex items-start gap-2 text-[0.8125rem]">
        <Icon
          aria-hidden
          className={cn("mt-0.5 size-4 shrink-0", evidence.passed ? "text-success-ink" : "text-danger-ink")}
        />
        <span>
          <strong className={evidence.passed ? "text-success-ink" : "text-danger-ink"}>
            {evidence.passed ? "Passed" : "Failed"}
          </strong>{" "}
          {evidence.summary} <AbsoluteTime at={evidence.at} className="whitespace-nowrap text-muted-foreground nums" />
        </span>
      </p>
      <ul className="flex flex-col gap-3">
        {evidence.items.map((item) => (
          <li key={item.label + item.sql} className="flex flex-col gap-1.5">
            <CodeBlock code={item.sql} language="sql" label={`Query: ${item.label}`} />
            <p className="flex flex-wrap gap-x-3 text-[0.8125rem]">
              <span className="text-muted-foreground">{item.label}</span>
              <code className="font-medium break-all nums">{item.result}</code>
              <span className="text-muted-foreground nums">{formatDuration(item.ms)}</span>
            </p>
          </li>
        ))}
      </ul>
      {evidence.sampleKeys.length > 0 ? (
        <div className="text-[0.8125rem]">
          <p className="text-muted-foreground">Keys of some of the rows</p>
          <p className="font-mono text-xs break-all nums">{evidence.sampleKeys.join(", ")}</p>
        </div>
      ) : null}
    </div>
  );
}
