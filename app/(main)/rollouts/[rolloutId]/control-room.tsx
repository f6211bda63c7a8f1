"use client";

import { ListChecks, ScrollText } from "lucide-react";
import { Fragment, useMemo, useState } from "react";
import { Crumb } from "#components/layout/breadcrumb.tsx";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { listRolloutEvents, Rollout, Sample } from "#contracts/rollout.ts";
import type { Role } from "#core/domain/role.ts";
import { isAtWork, isOpen } from "#core/domain/run-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { BackfillPanel } from "#features/backfills/backfill-panel.tsx";
import { HoldNotice } from "#features/holds/hold-database.tsx";
import { CheckResults } from "#features/rollouts/check-results.tsx";
import { EventLog } from "#features/rollouts/event-log.tsx";
import { ExportMenu } from "#features/rollouts/export-menu.tsx";
import { FailureCard } from "#features/rollouts/failure-card.tsx";
import { ForecastCard } from "#features/rollouts/forecast-card.tsx";
import { GateCard } from "#features/rollouts/gate-card.tsx";
import { LockBlockersCard } from "#features/rollouts/lock-blockers-card.tsx";
import { phaseStandings } from "#features/rollouts/phase-standing.ts";
import { PhaseStrip } from "#features/rollouts/phase-strip.tsx";
import { RolloutCommands } from "#features/rollouts/rollout-commands.tsx";
import { RolloutFacts } from "#features/rollouts/rollout-facts.tsx";
import { RolloutHeadline } from "#features/rollouts/rollout-headline.tsx";
import { StageCard } from "#features/rollouts/stage-card.tsx";
import { StepList } from "#features/rollouts/step-list.tsx";
import { StepSheet } from "#features/rollouts/step-sheet.tsx";
import { useRollout } from "#features/rollouts/use-rollout.ts";
import { SetAsideCard } from "#features/set-aside/set-aside-card.tsx";
import { SignalsCard } from "#features/throttle/signals-card.tsx";

/** The backfill that is at work, or the last that was. */
const backfillsToShow = (rollout: Rollout) => rollout.backfills.filter((it) => it.state !== "pending").toReversed();

const titleOf = (rollout: Rollout, stepId: StepId) =>
  rollout.steps.find((step) => step.stepId === stepId)?.title ?? "Backfill";

/** The page that a rollout is run from. Composes what `features` know of rollouts and of backfills. */
export function ControlRoom({
  initial,
  events,
  samples,
  role,
}: {
  initial: Rollout;
  events: OperationResponse<typeof listRolloutEvents>;
  samples: readonly Sample[];
  role: Role;
}) {
  const { data: rollout } = useRollout(initial);
  const [opened, setOpened] = useState<StepId | null>(null);
  const isMoving = isAtWork(rollout.state);
  const phases = useMemo(() => phaseStandings(rollout.steps, isMoving), [rollout.steps, isMoving]);
  const gate = rollout.steps.find((step) => step.kind === "gate" && step.state === "waiting");
  const failed = isOpen(rollout.state)
    ? rollout.steps.find((step) => step.state === "failed" || step.state === "undo_failed")
    : undefined;
  const backfills = backfillsToShow(rollout);
  const irreversible = rollout.steps.find((step) => step.undo.kind === "none")?.stepId ?? null;
  return (
    <Page className="max-w-[90rem] gap-5">
      <Crumb segment={rollout.id} label={`${rollout.migrationName} on ${rollout.databaseName}`} />
      <div className="flex flex-col gap-1.5">
        <PageHeader title={rollout.migrationTitle} actions={<ExportMenu rollout={rollout} />} />
        <RolloutFacts rollout={rollout} />
      </div>
      <div className="sticky top-12 z-20 -mx-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-y bg-background/95 px-4 py-3 backdrop-blur sm:-mx-6 sm:px-6 lg:-mx-8 lg:px-8">
        <div className="min-w-0 flex-1 basis-96">
          <RolloutHeadline rollout={rollout} />
        </div>
        <RolloutCommands rollout={rollout} />
      </div>
      {isOpen(rollout.state) ? <HoldNotice databaseId={rollout.databaseId} environment={rollout.environment} /> : null}
      <PhaseStrip phases={phases} />
      <div className="grid min-w-0 gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5">
          {failed ? <FailureCard step={failed} /> : null}
          {rollout.stages
            .filter(({ isAsked }) => isAsked && isOpen(rollout.state))
            .map((stage) => (
              <StageCard key={stage.stage} rollout={rollout} stage={stage} />
            ))}
          {gate ? <GateCard key={gate.id} rollout={rollout} step={gate} role={role} /> : null}
          {rollout.waiting.some(({ code }) => code === "lock") ? <LockBlockersCard rolloutId={rollout.id} /> : null}
          {backfills.map((backfill) => (
            <Fragment key={backfill.id}>
              <BackfillPanel
                rolloutId={rollout.id}
                backfill={backfill}
                title={titleOf(rollout, backfill.stepId)}
                initialSamples={samples}
              />
              <SetAsideCard rolloutId={rollout.id} backfillId={backfill.id} counted={backfill.rowsSkipped} />
            </Fragment>
          ))}
          {isOpen(rollout.state) && backfills.length > 0 ? (
            <SignalsCard databaseId={rollout.databaseId} isLinked />
          ) : null}
          <CheckResults steps={rollout.steps} />
          <ForecastCard rolloutId={rollout.id} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Card>
            <CardHeader>
              <CardTitle>
                <ListChecks aria-hidden className="size-4 text-muted-foreground" />
                Steps
              </CardTitle>
              <span className="text-xs text-muted-foreground nums">
                {phases.reduce((sum, phase) => sum + phase.done, 0)} of {rollout.steps.length} done
              </span>
            </CardHeader>
            <StepList phases={phases} isMoving={isMoving} firstIrreversible={irreversible} onOpen={setOpened} />
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>
                <ScrollText aria-hidden className="size-4 text-muted-foreground" />
                Log
              </CardTitle>
            </CardHeader>
            <EventLog rolloutId={rollout.id} initialData={events} />
          </Card>
        </div>
      </div>
      <StepSheet step={rollout.steps.find((step) => step.stepId === opened) ?? null} onClose={() => setOpened(null)} />
    </Page>
  );
}
