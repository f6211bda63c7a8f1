"use client";

import { Waves } from "lucide-react";
import Link from "next/link";
import { formatCompact, formatPercent } from "#components/data/figures.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { RolloutSummary } from "#contracts/rollout.ts";
import { PHASE_LABELS } from "#core/domain/phase.ts";
import { isAtWork } from "#core/domain/run-state.ts";
import { RUN_LOOKS } from "../run-looks.ts";
import { RunStateBadge } from "../run-state-badge.tsx";
import { type LiveFraction, useLiveFractions } from "./use-live-fractions.ts";

function RunningRow({ rollout, live }: { rollout: RolloutSummary; live: LiveFraction | undefined }) {
  const isBackfilling = rollout.phase === "backfill" && rollout.state === "running";
  const fraction = isBackfilling && live ? Math.max(live.fraction, rollout.fraction ?? 0) : rollout.fraction;
  const tone: Tone = RUN_LOOKS[rollout.state].tone;
  return (
    <li>
      <Link
        href={`/rollouts/${rollout.id}`}
        className="flex flex-col gap-2 px-4 py-3 transition-colors hover:bg-hover/60 focus-visible:-outline-offset-2"
      >
        <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <span className="min-w-0 font-medium break-words">
            {rollout.migrationTitle}{" "}
            <span className="font-normal text-muted-foreground">on {rollout.databaseName}</span>
          </span>
          <RunStateBadge state={rollout.state} />
        </span>
        <Progress
          value={fraction}
          tone={tone}
          isMoving={rollout.state === "running"}
          label={`Progress of ${rollout.migrationTitle} on ${rollout.databaseName}`}
        />
        <span className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-0.5 text-xs text-muted-foreground">
          <span className="min-w-0 flex-1 basis-60 text-pretty break-words">{rollout.headline}</span>
          <span className="flex gap-1.5 nums">
            {rollout.phase ? <span>{PHASE_LABELS[rollout.phase]}</span> : null}
            {fraction === null ? null : <span className="font-medium text-foreground">{formatPercent(fraction)}</span>}
            {isBackfilling && live ? <span>{formatCompact(live.rowsPerSecond)} rows/s</span> : null}
          </span>
        </span>
        <span className="sr-only">
          Started by {rollout.startedByName} {rollout.startedAt ? <RelativeTime at={rollout.startedAt} /> : null}
        </span>
      </Link>
    </li>
  );
}

/** Rollouts that occupy a database: at work, or stopped and not ended. */
export function RunningCard({ running }: { running: readonly RolloutSummary[] }) {
  const live = useLiveFractions();
  const atWork = running.filter(({ state }) => isAtWork(state)).length;
  return (
    <Card aria-labelledby="running-title">
      <CardHeader>
        <CardTitle id="running-title">Running now {atWork > 0 ? <Badge tone="info">{atWork}</Badge> : null}</CardTitle>
        <Link
          href="/rollouts"
          className="rounded-sm text-xs text-muted-foreground hover:text-foreground hover:underline"
        >
          All rollouts
        </Link>
      </CardHeader>
      {running.length === 0 ? (
        <EmptyState
          isSmall
          icon={Waves}
          title="Nothing is running"
          actions={
            <Button asChild size="sm">
              <Link href="/migrations">Open migrations</Link>
            </Button>
          }
        >
          Start a rollout of an approved migration, and it moves here.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {running.map((rollout) => (
            <RunningRow key={rollout.id} rollout={rollout} live={live.get(rollout.id)} />
          ))}
        </ul>
      )}
    </Card>
  );
}
