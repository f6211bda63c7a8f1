"use client";

import { Layers2 } from "lucide-react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { Migration } from "#contracts/migration.ts";
import type { ShadowRun } from "#contracts/shadow-run.ts";
import { Refusal } from "./refusal.tsx";
import { ShadowRunResult } from "./shadow-run-result.tsx";
import { useAskReasons } from "./use-ask-reasons.ts";
import { isUnended, useShadowRuns, useStartShadowRun } from "./use-shadow-runs.ts";

function Newest({ runs }: { runs: readonly ShadowRun[] }) {
  const [newest] = runs;
  const result = runs.find(({ report }) => report !== null);
  return (
    <>
      {newest && isUnended(newest) ? (
        <p role="status" className="flex items-center gap-2 text-[0.8125rem]">
          <Spinner className="size-4" />
          {newest.progress ?? "Waiting for a worker"}…
        </p>
      ) : null}
      {newest?.error ? (
        <Alert tone="danger" live title="There is no result">
          {newest.error}
        </Alert>
      ) : null}
      {result?.report ? <ShadowRunResult run={result} report={result.report} /> : null}
      {runs.length === 0 ? (
        <p className="text-[0.8125rem] text-pretty text-muted-foreground">
          Not run yet. A worker copies the schema, without rows, makes rows up, runs every step as the rollout would
          send it and rehearses each undo. Nothing is changed on the database.
        </p>
      ) : null}
    </>
  );
}

/** The whole plan on a throw-away copy of the schema: what each statement really does. */
export function ShadowRunCard({ migration, databaseId }: { migration: Migration; databaseId: string | null }) {
  const shadowRuns = useShadowRuns(migration.id);
  const start = useStartShadowRun(migration.id);
  const reasons = useAskReasons(databaseId);
  const runs = shadowRuns.data?.items ?? [];
  const isBusy = runs.some(isUnended);
  return (
    <Card aria-labelledby="shadow-run-title">
      <CardHeader>
        <div className="flex min-w-0 flex-col gap-1">
          <CardTitle id="shadow-run-title">
            <Layers2 aria-hidden className="size-4 text-muted-foreground" />
            Shadow run
          </CardTitle>
          <CardDescription>
            What each statement really locks, rewrites and reads, and whether undo restores.
          </CardDescription>
        </div>
        <ReasonsButton
          size="sm"
          reasons={reasons}
          isPending={start.isPending || isBusy}
          onClick={() => databaseId && start.mutate(databaseId)}
          consequence="Runs on a throw-away copy of the schema; the database is only read"
        >
          <Layers2 /> {runs.length > 0 ? "Run again" : "Run on a shadow"}
        </ReasonsButton>
      </CardHeader>
      <CardContent className="flex flex-col gap-4">
        <Refusal error={start.error ?? shadowRuns.error} />
        <Newest runs={runs} />
      </CardContent>
    </Card>
  );
}
