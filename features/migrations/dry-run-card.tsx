"use client";

import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { DryRun } from "#contracts/dry-run.ts";
import type { Migration } from "#contracts/migration.ts";
import type { PlanStep } from "#contracts/plan.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { DryRunResult } from "./dry-run-result.tsx";
import { Refusal } from "./refusal.tsx";
import { useDryRuns, useStartDryRun } from "./use-dry-runs.ts";

function Runs({ runs }: { runs: readonly DryRun[] }) {
  const [opened, setOpened] = useState<string | null>(null);
  const [newest, ...earlier] = runs;
  if (!newest) {
    return (
      <p className="text-[0.8125rem] text-pretty text-muted-foreground">
        Not tried yet. A dry run executes a few ranges and rolls them back: it tells rows a second, WAL, locks, the
        query plan and how long all of it would take.
      </p>
    );
  }
  return (
    <>
      <DryRunResult dryRun={newest} />
      {earlier.length > 0 ? (
        <div className="border-t pt-2">
          <h4 className="text-xs font-medium">Earlier dry runs</h4>
          <ul className="flex flex-col gap-2 pt-1">
            {earlier.map((it) => (
              <li key={it.id} className="text-xs">
                <Button variant="link" size="xs" onClick={() => setOpened(opened === it.id ? null : it.id)}>
                  {it.databaseName}, <RelativeTime at={it.at} />
                </Button>{" "}
                <span className="text-muted-foreground">by {it.byName}</span>
                {opened === it.id ? (
                  <div className="pt-2">
                    <DryRunResult dryRun={it} />
                  </div>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}

/** Tries one backfill step on a database before anybody says yes to it. */
function StepDryRuns({
  migration,
  step,
  databaseId,
  runs,
}: {
  migration: Migration;
  step: PlanStep;
  databaseId: string | null;
  runs: readonly DryRun[];
}) {
  const start = useStartDryRun(migration.id);
  const refused = useRoleReasons("migration.write");
  const noDatabase =
    databaseId === null
      ? [{ code: "database", message: "No database is chosen", fix: "Choose one above", who: "you" }]
      : [];
  return (
    <section aria-label={`Dry runs of ${step.title}`} className="flex min-w-0 flex-col gap-3 py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="min-w-0 text-[0.8125rem] font-medium break-words">{step.title}</h3>
        <ReasonsButton
          size="sm"
          reasons={[...refused, ...noDatabase]}
          isPending={start.isPending}
          onClick={() => databaseId && start.mutate({ stepId: step.id, databaseId })}
          consequence="Executes sampled ranges and rolls them back; nothing stays"
        >
          <FlaskConical /> {runs.length > 0 ? "Dry run again" : "Dry run"}
        </ReasonsButton>
      </div>
      <Refusal error={start.error} />
      <Runs runs={runs} />
    </section>
  );
}

/** What each backfill of the plan would cost, measured. */
export function DryRunCard({
  migration,
  steps,
  databaseId,
}: {
  migration: Migration;
  /** The plan's backfill steps. */
  steps: readonly PlanStep[];
  databaseId: string | null;
}) {
  const dryRuns = useDryRuns(migration.id);
  if (steps.length === 0) return null;
  const items = dryRuns.data?.items ?? [];
  return (
    <Card aria-labelledby="dry-run-title">
      <CardHeader>
        <CardTitle id="dry-run-title">
          <FlaskConical aria-hidden className="size-4 text-muted-foreground" />
          Dry run
        </CardTitle>
        <CardDescription>What the backfills would cost, measured.</CardDescription>
      </CardHeader>
      <CardContent className="flex flex-col gap-4">
        <Refusal error={dryRuns.error} />
        <div className="divide-y">
          {steps.map((step) => (
            <StepDryRuns
              key={step.id}
              migration={migration}
              step={step}
              databaseId={databaseId}
              runs={items.filter((it) => it.stepId === step.id)}
            />
          ))}
        </div>
      </CardContent>
    </Card>
  );
}
