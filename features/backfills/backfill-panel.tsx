"use client";

import { type ReactNode, useMemo } from "react";
import { CodeBlock } from "#components/data/code-block.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { Backfill, Sample } from "#contracts/rollout.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { useSignals } from "../use-signals.ts";
import { BackfillCharts, type Signals } from "./backfill-charts.tsx";
import { BackfillHeadline } from "./backfill-headline.tsx";
import { FigureGrid } from "./figure-grid.tsx";
import { hasEnded } from "./has-ended.ts";
import { ReasonsNow } from "./reason-list.tsx";
import { ShardBar } from "./shard-bar.tsx";
import { ShardTable } from "./shard-table.tsx";
import { SlowdownList } from "./slowdown-list.tsx";
import { TuneForm } from "./tune-form.tsx";
import { useBackfillLive } from "./use-backfill-live.ts";

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
        {title}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}

function Tuning({ rolloutId, backfill }: { rolloutId: string; backfill: Backfill }) {
  const [refused] = useRoleReasons("backfill.tune");
  return (
    <div className="border-t px-4 py-4 sm:px-5">
      <TuneForm rolloutId={rolloutId} backfill={backfill} isEnabled={refused === undefined} />
      {refused ? (
        <p className="pt-2 text-xs text-muted-foreground">
          {refused.message}. {refused.fix}.
        </p>
      ) : null}
    </div>
  );
}

/** Of a rollout's signals what this backfill is about. */
function useOwnSignals(rolloutId: string, backfill: Backfill): Signals | undefined {
  const { data } = useSignals(rolloutId, !hasEnded(backfill.state));
  return useMemo(
    () => data && { ...data, slowdowns: data.slowdowns.filter((it) => it.backfillId === backfill.id) },
    [data, backfill.id],
  );
}

const shardsTitle = (count: number) => (count === 1 ? "Its one shard" : `${count} shards`);

/** A backfill, running or finished: how far, how fast, what is in its way, and the knobs. */
export function BackfillPanel({
  rolloutId,
  backfill,
  title,
  initialSamples,
}: {
  rolloutId: string;
  backfill: Backfill;
  title: string;
  initialSamples?: readonly Sample[];
}) {
  const { figures, samples } = useBackfillLive(rolloutId, backfill, initialSamples);
  const signals = useOwnSignals(rolloutId, backfill);
  const isEnded = hasEnded(backfill.state);
  const isMoving = backfill.state === "running" || backfill.state === "pausing";
  const lastError = backfill.shards.find((shard) => shard.lastError !== null)?.lastError;
  const fraction = backfill.state === "succeeded" ? 1 : figures.fraction;
  const slowdowns = signals?.slowdowns ?? [];
  return (
    <section aria-labelledby={`backfill-${backfill.id}`} className="rounded-lg border bg-card shadow-card">
      <div className="flex flex-col gap-4 p-4 sm:p-5">
        <h2 id={`backfill-${backfill.id}`} className="text-[0.8125rem] font-medium break-words">
          {title}
        </h2>
        <BackfillHeadline backfill={backfill} figures={figures} fraction={fraction} />
        <ShardBar shards={backfill.shards} fraction={fraction} isMoving={isMoving} label={`Progress of ${title}`} />
        {isEnded ? null : <ReasonsNow reasons={backfill.reasons} />}
        {lastError && !isEnded ? (
          <Alert tone="warning" title="Last error of a batch">
            {lastError}
          </Alert>
        ) : null}
        <FigureGrid backfill={backfill} figures={figures} />
      </div>
      {isEnded ? null : <Tuning rolloutId={rolloutId} backfill={backfill} />}
      <div className="border-t p-4 sm:p-5">
        <BackfillCharts samples={samples} signals={signals} />
      </div>
      <div className="flex flex-col gap-2 border-t px-4 py-3 sm:px-5">
        <Fold title={`Slow-downs and stops (${slowdowns.length})`}>
          <SlowdownList slowdowns={slowdowns} />
        </Fold>
        <Fold title="Statement of a batch">
          <CodeBlock code={backfill.statement} language="sql" label="Statement of a batch" />
        </Fold>
        <Fold title={shardsTitle(backfill.shards.length)}>
          <ShardTable shards={backfill.shards} />
        </Fold>
      </div>
    </section>
  );
}
