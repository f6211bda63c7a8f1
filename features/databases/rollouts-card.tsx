"use client";

import { Waves } from "lucide-react";
import Link from "next/link";
import type { z } from "zod";
import { type DataColumn, DataTable } from "#components/data/data-table.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { databaseRollout } from "#contracts/database.ts";
import { RUN_STATE_LABELS } from "#core/domain/run-state.ts";
import { RunStateBadge } from "../run-state-badge.tsx";
import { QueryRefusal, QuerySkeleton } from "./query-state.tsx";
import { useDatabaseRollouts } from "./use-databases.ts";

type DatabaseRollout = z.output<typeof databaseRollout>;

const COLUMNS: readonly DataColumn<DatabaseRollout>[] = [
  {
    id: "migration",
    header: "Migration",
    value: (it) => it.migrationTitle,
    cell: (it) => (
      <Link href={`/rollouts/${it.rolloutId}`} className="rounded-sm font-medium hover:underline">
        {it.migrationTitle}
      </Link>
    ),
  },
  {
    id: "state",
    header: "State",
    value: (it) => RUN_STATE_LABELS[it.state],
    cell: (it) => <RunStateBadge state={it.state} />,
  },
  { id: "by", header: "Started by", from: "sm", value: (it) => it.startedByName, cell: (it) => it.startedByName },
  {
    id: "started",
    header: "Started",
    value: (it) => it.startedAt,
    cell: (it) => (it.startedAt ? <RelativeTime at={it.startedAt} /> : "not yet"),
  },
  {
    id: "finished",
    header: "Ended",
    from: "sm",
    value: (it) => it.finishedAt,
    cell: (it) => (it.finishedAt ? <RelativeTime at={it.finishedAt} /> : "–"),
  },
];

export function RolloutsCard({ databaseId }: { databaseId: string }) {
  const rollouts = useDatabaseRollouts(databaseId);
  return (
    <Card aria-label="Rollouts">
      {rollouts.error ? <QueryRefusal title="The history could not be read" query={rollouts} /> : null}
      {rollouts.isPending ? <QuerySkeleton /> : null}
      {rollouts.data ? (
        <DataTable
          label="Rollouts"
          rows={rollouts.data.items}
          columns={COLUMNS}
          rowId={(it) => it.rolloutId}
          empty={
            <EmptyState
              isSmall
              icon={Waves}
              title="No rollout has run here"
              actions={
                <Button asChild size="sm">
                  <Link href="/migrations">Open migrations</Link>
                </Button>
              }
            >
              Start one from an approved migration.
            </EmptyState>
          }
        />
      ) : null}
    </Card>
  );
}
