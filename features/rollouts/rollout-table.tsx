"use client";

import { Rocket } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { formatPercent } from "#components/data/figures.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { Tabs, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { listRollouts, RolloutSummary } from "#contracts/rollout.ts";
import { PHASE_LABELS } from "#core/domain/phase.ts";
import { isAtWork, isOpen } from "#core/domain/run-state.ts";
import { RunStateBadge } from "../run-state-badge.tsx";
import { type RolloutFilter, useRollouts } from "./use-rollout.ts";

const FILTERS: readonly { readonly value: RolloutFilter; readonly word: string }[] = [
  { value: "all", word: "All" },
  { value: "open", word: "Open" },
  { value: "ended", word: "Ended" },
];

function RolloutRow({ rollout }: { rollout: RolloutSummary }) {
  return (
    <li className="relative flex flex-col gap-x-6 gap-y-2 px-4 py-3 transition-colors hover:bg-hover/50 md:flex-row md:items-center">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <Link
            href={`/rollouts/${rollout.id}`}
            className="min-w-0 font-medium break-words after:absolute after:inset-0 hover:underline"
          >
            {rollout.migrationTitle}
          </Link>
          <RunStateBadge state={rollout.state} />
        </p>
        <p className="text-[0.8125rem] text-pretty text-muted-foreground">{rollout.headline}</p>
      </div>
      {rollout.fraction !== null && isOpen(rollout.state) ? (
        <div className="flex items-center gap-2 md:w-40">
          <Progress
            value={rollout.fraction}
            label={`Progress of ${rollout.migrationTitle}`}
            isMoving={isAtWork(rollout.state)}
          />
          <span className="w-14 shrink-0 text-right text-xs whitespace-nowrap nums">
            {formatPercent(rollout.fraction)}
          </span>
        </div>
      ) : null}
      <div className="flex flex-wrap gap-x-4 text-xs text-muted-foreground md:w-56 md:flex-col md:text-right">
        <span>
          <span className="font-medium text-foreground">{rollout.databaseName}</span> · {rollout.environment}
          {rollout.phase && isOpen(rollout.state) ? ` · ${PHASE_LABELS[rollout.phase]}` : ""}
        </span>
        <span>
          {rollout.startedByName}, <RelativeTime at={rollout.startedAt ?? rollout.createdAt} />
        </span>
      </div>
    </li>
  );
}

export function RolloutTable({ initialData }: { initialData: OperationResponse<typeof listRollouts> }) {
  const [filter, setFilter] = useState<RolloutFilter>("all");
  const rollouts = useRollouts(filter, filter === "all" ? initialData : undefined);
  const items = rollouts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="flex flex-col gap-3">
      <Tabs value={filter} onValueChange={(next) => setFilter(FILTERS.find((it) => it.value === next)?.value ?? "all")}>
        <TabsList look="pill" aria-label="State">
          {FILTERS.map(({ value, word }) => (
            <TabsTrigger key={value} value={value} aria-controls="rollout-list">
              {word}
            </TabsTrigger>
          ))}
        </TabsList>
      </Tabs>
      <Card id="rollout-list" aria-busy={rollouts.isPending}>
        {items.length > 0 ? (
          <ul className="divide-y">
            {items.map((rollout) => (
              <RolloutRow key={rollout.id} rollout={rollout} />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={Rocket}
            title={rollouts.isPending ? "Loading…" : filter === "all" ? "No rollout yet" : `No ${filter} rollout`}
            actions={
              filter === "all" && !rollouts.isPending ? (
                <Button asChild variant="primary">
                  <Link href="/migrations">To the migrations</Link>
                </Button>
              ) : null
            }
          >
            A rollout runs an approved migration on a database. Open an approved migration and start it there.
          </EmptyState>
        )}
      </Card>
      {rollouts.hasNextPage ? (
        <Button
          className="self-center"
          isPending={rollouts.isFetchingNextPage}
          onClick={() => rollouts.fetchNextPage()}
        >
          Older
        </Button>
      ) : null}
    </div>
  );
}
