import { Check, ShieldCheck } from "lucide-react";
import { CodeWords } from "#components/data/code-words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Finding, UnlookedRules } from "#contracts/plan.ts";
import type { Severity } from "#core/domain/finding.ts";
import { FindingLocks } from "./finding-locks.tsx";
import { acceptedOf, counted, countInWords, FINDING_LOOKS, WORST_FIRST } from "./finding-severity.ts";

/** What is dangerous in a plan, before any of its steps is read: worst first, each with the way to its step. */
export function FindingsSummary({
  findings,
  unlooked,
}: {
  findings: readonly Finding[];
  unlooked: UnlookedRules | null;
}) {
  const accepted = acceptedOf(findings);
  const shown = WORST_FIRST.filter((severity) => counted(findings, severity).length > 0);
  return (
    <section aria-label="What the analysis found" className="rounded-lg border bg-card shadow-card">
      <div className="flex flex-wrap items-center gap-2 px-4 py-3">
        <h2 className="text-sm font-semibold tracking-tight">Analysis</h2>
        {shown.map((severity) => (
          <Badge key={severity} tone={FINDING_LOOKS[severity].tone} className="nums">
            {countInWords(severity, counted(findings, severity).length)}
          </Badge>
        ))}
        {accepted.length > 0 ? (
          <Badge className="nums">
            <Check aria-hidden />
            {accepted.length} accepted
          </Badge>
        ) : null}
        {shown.length === 0 ? (
          <span className="inline-flex items-center gap-1.5 text-[0.8125rem] text-success-ink">
            <ShieldCheck aria-hidden className="size-4" />
            Nothing to remark
          </span>
        ) : null}
      </div>
      {shown.includes("error") ? <Group severity="error" findings={findings} /> : null}
      {shown.includes("warning") ? <Group severity="warning" findings={findings} /> : null}
      {unlooked ? <Unlooked unlooked={unlooked} /> : null}
    </section>
  );
}

/** What nobody could judge: silence here is no all-clear. */
function Unlooked({ unlooked: { why, rules } }: { unlooked: UnlookedRules }) {
  return (
    <details className="min-w-0 border-t px-4 py-2">
      <summary className="w-fit cursor-pointer rounded-sm text-xs text-pretty text-muted-foreground hover:text-foreground">
        {why}
      </summary>
      <ul aria-label="Rules that could not look" className="grid gap-x-6 gap-y-0.5 pt-1.5 text-xs sm:grid-cols-2">
        {rules.map(({ rule, missing }) => (
          <li key={rule} className="min-w-0 break-words">
            <span className="font-mono text-2xs">{rule}</span>{" "}
            <span className="text-muted-foreground">needs {missing.join(", ")}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What is said of one step in the same words stands once. */
function withTimes(findings: readonly Finding[]): readonly { readonly finding: Finding; readonly times: number }[] {
  const same = Map.groupBy(findings, ({ step, rule, message }) => `${step} ${rule} ${message}`);
  return [...same.values()].flatMap((all) => (all[0] ? [{ finding: all[0], times: all.length }] : []));
}

function Group({ severity, findings }: { severity: Severity; findings: readonly Finding[] }) {
  const { icon: Icon, ink, word } = FINDING_LOOKS[severity];
  return (
    <ul className="border-t">
      {withTimes(counted(findings, severity)).map(({ finding, times }) => (
        <li
          key={`${finding.rule} ${finding.step} ${finding.line} ${finding.column} ${finding.message}`}
          className="flex gap-2 px-4 py-2 text-[0.8125rem] not-last:border-b"
        >
          <Icon aria-label={word} className={cn("mt-0.5 size-4 shrink-0", ink)} />
          <div className="flex min-w-0 flex-1 flex-col gap-1">
            <p className="break-words">
              <CodeWords text={finding.message} />
              {times > 1 ? <span className="nums text-muted-foreground"> ({times} times)</span> : null}
            </p>
            <FindingLocks finding={finding} />
          </div>
          {finding.step ? (
            <a
              href={`#${finding.step}`}
              className="nums h-fit shrink-0 font-mono text-2xs text-primary-ink underline-offset-4 hover:underline"
            >
              {finding.step}
            </a>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
