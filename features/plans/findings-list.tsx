import { CircleX, Info, TriangleAlert } from "lucide-react";
import { cn } from "#components/ui/cn.ts";
import type { Finding } from "#contracts/plan.ts";
import type { Severity } from "#core/domain/finding.ts";

const looks = {
  error: { icon: CircleX, ink: "text-danger-ink", word: "Error" },
  warning: { icon: TriangleAlert, ink: "text-warning-ink", word: "Warning" },
  note: { icon: Info, ink: "text-primary-ink", word: "Note" },
} as const satisfies Record<Severity, object>;

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, note: 2 };

/** What the analysis says, worst first, each with its place and the safer way. */
export function FindingsList({ findings, className }: { findings: readonly Finding[]; className?: string }) {
  if (findings.length === 0) return null;
  const sorted = findings.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
  return (
    <ul className={cn("flex flex-col gap-2", className)}>
      {sorted.map((finding) => {
        const { icon: Icon, ink, word } = looks[finding.severity];
        return (
          <li
            key={`${finding.rule} ${finding.step} ${finding.line} ${finding.column} ${finding.message}`}
            className="flex gap-2 text-[0.8125rem]"
          >
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
            <div className="min-w-0 flex-1">
              <p className="break-words">
                <span className={cn("font-medium", ink)}>{word}</span>
                {finding.line ? (
                  <span className="nums text-muted-foreground">
                    {" "}
                    line {finding.line}
                    {finding.column ? `:${finding.column}` : ""}
                  </span>
                ) : null}{" "}
                {finding.message}
              </p>
              {finding.fix ? <p className="text-pretty text-muted-foreground">{finding.fix}</p> : null}
            </div>
            <code className="hidden shrink-0 text-2xs text-muted-foreground sm:block">{finding.rule}</code>
          </li>
        );
      })}
    </ul>
  );
}
