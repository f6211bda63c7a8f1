import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { ShadowReport, ShadowRun } from "#contracts/shadow-run.ts";
import { ShadowDependents } from "./shadow-dependents.tsx";
import { ShadowQueries } from "./shadow-queries.tsx";
import { ShadowStep } from "./shadow-step.tsx";
import { alreadyThereText, placeText, verdictsOf } from "./shadow-words.ts";

const ICONS: Record<Tone, typeof Info> = {
  neutral: Info,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleX,
};

function Facts({ report }: { report: ShadowReport }) {
  const { facts } = report;
  const alreadyThere = alreadyThereText(report);
  return (
    <>
      {alreadyThere === null ? null : (
        <Alert tone="info" title="Its result is there already">
          {alreadyThere}
        </Alert>
      )}
      {facts.isSameVersion ? null : (
        <Alert tone="warning" title="Another major version">
          The shadow was {facts.version}, and the database is {facts.targetVersion}: locks and rewrites can differ. Set
          SLUICE_SHADOW_URL to a scratch server of the same version.
        </Alert>
      )}
      {facts.missing.length > 0 ? (
        <details className="min-w-0">
          <summary className="w-fit cursor-pointer rounded-sm text-xs text-muted-foreground hover:text-foreground">
            {facts.missing.length} {facts.missing.length === 1 ? "thing is" : "things are"} not in the shadow
          </summary>
          <ul className="flex flex-col gap-0.5 pt-1 text-xs">
            {facts.missing.map(({ what, why }) => (
              <li key={what} className="break-words">
                <span className="font-mono">{what}</span> <span className="text-muted-foreground">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

/** What a shadow run has found: the verdict first, then each step, what hangs on it, and queries. */
export function ShadowRunResult({ run, report }: { run: ShadowRun; report: ShadowReport }) {
  const rows = report.facts.tables.reduce((sum, it) => sum + it.rows, 0);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <ul aria-label="Verdict" className="flex flex-wrap gap-1.5">
        {verdictsOf(report).map(({ tone, text }) => {
          const Icon = ICONS[tone];
          return (
            <li key={text}>
              <Badge tone={tone} className="whitespace-normal">
                <Icon aria-hidden />
                {text}
              </Badge>
            </li>
          );
        })}
      </ul>
      <p className="text-xs text-pretty text-muted-foreground">
        Schema of <span className="font-medium text-foreground">{run.databaseName}</span> on {placeText(report)}, with{" "}
        {rows} made-up rows in {report.facts.tables.length} {report.facts.tables.length === 1 ? "table" : "tables"},{" "}
        <RelativeTime at={run.endedAt ?? run.at} />, by {run.byName}.
      </p>
      <Facts report={report} />
      <section aria-label="Steps" className="min-w-0">
        <h3 className="pb-2 text-[0.8125rem] font-medium">Each step as it ran</h3>
        <ol className="flex flex-col divide-y">
          {report.steps.map((step) => (
            <ShadowStep key={step.stepId} step={step} />
          ))}
        </ol>
      </section>
      <ShadowDependents dependents={report.dependents} />
      <ShadowQueries report={report} />
    </div>
  );
}
