"use client";

import { TableProperties } from "lucide-react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { DataCheckRun } from "#contracts/data-check.ts";
import type { Migration } from "#contracts/migration.ts";
import { DataCheckList } from "./data-check-list.tsx";
import { tallyText } from "./data-check-words.ts";
import { Refusal } from "./refusal.tsx";
import { useAskReasons } from "./use-ask-reasons.ts";
import { useDataChecks, useStartDataChecks } from "./use-data-checks.ts";

function Answers({ run }: { run: DataCheckRun }) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="text-xs text-pretty text-muted-foreground">
        <span className="font-medium text-foreground">{tallyText(run.checks)}</span> on {run.databaseName},{" "}
        <RelativeTime at={run.at} />, asked by {run.byName}.
      </p>
      <DataCheckList checks={run.checks} />
    </div>
  );
}

/** Whether the plan would fail on the rows that a database has now. */
export function DataCheckCard({ migration, databaseId }: { migration: Migration; databaseId: string | null }) {
  const found = useDataChecks(migration.id);
  const start = useStartDataChecks(migration.id);
  const reasons = useAskReasons(databaseId);
  const run = found.data?.items.find((it) => databaseId === null || it.databaseId === databaseId);
  return (
    <Card aria-labelledby="data-check-title">
      <CardHeader>
        <div className="flex min-w-0 flex-col gap-1">
          <CardTitle id="data-check-title">
            <TableProperties aria-hidden className="size-4 text-muted-foreground" />
            Data checks
          </CardTitle>
          <CardDescription>Would the plan fail on the rows that are there now?</CardDescription>
        </div>
        <ReasonsButton
          size="sm"
          reasons={reasons}
          isPending={start.isPending}
          onClick={() => databaseId && start.mutate(databaseId)}
          consequence="Reads rows, in short transactions that cannot write"
        >
          <TableProperties /> {run ? "Ask again" : "Ask the rows"}
        </ReasonsButton>
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        <Refusal error={start.error ?? found.error} />
        {run ? (
          <Answers run={run} />
        ) : (
          <p className="text-[0.8125rem] text-pretty text-muted-foreground">
            Not asked yet. NOT NULL, UNIQUE, foreign keys, CHECKs, casts and the expressions of backfills, syncs and
            undos are tried on the rows; a few that would fail are shown by key. Nothing is written.
          </p>
        )}
      </CardContent>
    </Card>
  );
}
