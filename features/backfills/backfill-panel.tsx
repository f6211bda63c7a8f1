"use client";

import type { ReactNode } from "react";
import { CodeBlock } from "#components/data/code-block.tsx";
import { formatCompact, formatCount } from "#components/data/figures.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Backfill, Sample } from "#contracts/rollout.ts";
import { BackfillCharts } from "./backfill-charts.tsx";
import type { Figures } from "./backfill-figures.ts";
import { etaText } from "./eta-text.ts";
import { ShardBar } from "./shard-bar.tsx";
import { ShardTable } from "./shard-table.tsx";
import { TuneForm } from "./tune-form.tsx";
import { useBackfillLive } from "./use-backfill-live.ts";

function Figure({
  term,
  children,
  tone,
  ...data
}: {
  term: string;
  children: ReactNode;
  tone?: "warning" | "danger" | undefined;
  "data-testid"?: string;
  "data-committed-at"?: number;
}) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-muted-foreground">{term}</dt>
      <dd
        {...data}
        className={cn(
          "text-lg font-semibold tracking-tight whitespace-nowrap nums",
          tone === "warning" && "text-warning-ink",
          tone === "danger" && "text-danger-ink",
        )}
      >
        {children}
      </dd>
    </div>
  );
}

/** Rounded down, so that it says 100 only when it is done. */
function Percentage({ fraction, committedAt }: { fraction: number; committedAt: number }) {
  const tenths = Math.floor(Math.min(1, fraction) * 1000);
  return (
    <p
      data-testid="fraction"
      data-fraction={fraction}
      data-committed-at={committedAt}
      className="text-5xl leading-none font-semibold tracking-tighter nums sm:text-6xl"
    >
      {tenths === 1000 ? "100" : (tenths / 10).toFixed(1)}
      <span className="ml-1 text-2xl font-medium text-muted-foreground sm:text-3xl">%</span>
    </p>
  );
}

const ENDED = new Set<Backfill["state"]>(["succeeded", "cancelled"]);

function Remaining({ backfill }: { backfill: Backfill }) {
  if (backfill.state === "succeeded") return <>All rows done</>;
  if (ENDED.has(backfill.state)) return <>Ended before all rows were done</>;
  if (backfill.state !== "running") return <>Stands still</>;
  return (
    <>
      Time left: <span className="font-medium text-foreground">{etaText(backfill.eta)}</span>
    </>
  );
}

/** Over the whole time, pauses included. */
function averageRate({ startedAt, finishedAt, rowsScanned }: Backfill): number | null {
  if (!startedAt || !finishedAt) return null;
  const ms = Date.parse(finishedAt) - Date.parse(startedAt);
  return ms > 0 ? (rowsScanned / ms) * 1000 : null;
}

function FigureGrid({ backfill, figures }: { backfill: Backfill; figures: Figures }) {
  const hasEnded = ENDED.has(backfill.state);
  const rate = hasEnded ? averageRate(backfill) : backfill.state === "running" ? figures.rowsPerSecond : null;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
      <Figure term="Rows read" data-testid="rows-scanned" data-committed-at={figures.committedAt}>
        {formatCount(figures.rowsScanned)}
        {backfill.rowEstimate !== null && !hasEnded ? (
          <span className="text-xs font-normal text-muted-foreground"> of ~{formatCompact(backfill.rowEstimate)}</span>
        ) : null}
      </Figure>
      <Figure term="Rows changed" data-testid="rows-changed" data-committed-at={figures.committedAt}>
        {formatCount(figures.rowsChanged)}
      </Figure>
      <Figure term={hasEnded ? "Rows/s on average" : "Rows/s now"}>{rate === null ? "–" : formatCount(rate)}</Figure>
      <Figure term="Batches">
        {formatCount(figures.batches)}
        {backfill.batchSize !== null && !hasEnded ? (
          <span className="text-xs font-normal text-muted-foreground"> of {formatCount(backfill.batchSize)} rows</span>
        ) : null}
      </Figure>
      <Figure term="Retries" tone={figures.retries > 0 ? "warning" : undefined}>
        {formatCount(figures.retries)}
      </Figure>
      <Figure term="Lock waits" tone={figures.lockWaits > 0 ? "warning" : undefined}>
        {formatCount(figures.lockWaits)}
      </Figure>
      <Figure term="Errors" tone={figures.errors > 0 ? "danger" : undefined}>
        {formatCount(figures.errors)}
      </Figure>
      <Worker backfill={backfill} />
    </dl>
  );
}

function Worker({ backfill }: { backfill: Backfill }) {
  const holding = backfill.shards.filter((shard) => shard.worker !== null);
  const heartbeat = holding
    .flatMap((shard) => (shard.heartbeatAt ? [shard.heartbeatAt] : []))
    .toSorted()
    .at(-1);
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted-foreground">Worker</dt>
      <dd className="text-[0.8125rem]">
        {holding[0]?.worker ? (
          <>
            <span className="block truncate font-medium" title={holding[0].worker}>
              {holding.length > 1 ? `${new Set(holding.map((it) => it.worker)).size} at work` : holding[0].worker}
            </span>
            {heartbeat ? (
              <span className="text-xs text-muted-foreground">
                heard of <RelativeTime at={heartbeat} />
              </span>
            ) : null}
          </>
        ) : (
          <span className="text-muted-foreground">none holds it</span>
        )}
      </dd>
    </div>
  );
}

/** The running backfill: how far, how fast, how it does, and the two knobs. The same panel shows a finished one. */
export function BackfillPanel({
  rolloutId,
  backfill,
  title,
  mayTune,
  initialSamples,
}: {
  rolloutId: string;
  backfill: Backfill;
  title: string;
  mayTune: boolean;
  initialSamples?: readonly Sample[];
}) {
  const { figures, samples } = useBackfillLive(rolloutId, backfill, initialSamples);
  const isRunning = backfill.state === "running" || backfill.state === "pausing";
  const lastError = backfill.shards.find((shard) => shard.lastError !== null)?.lastError;
  const fraction = backfill.state === "succeeded" ? 1 : figures.fraction;
  return (
    <section aria-labelledby={`backfill-${backfill.id}`} className="rounded-lg border bg-card shadow-card">
      <div className="flex flex-col gap-4 p-4 sm:p-5">
        <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
          <div className="min-w-0">
            <h2 id={`backfill-${backfill.id}`} className="mb-2 text-[0.8125rem] font-medium break-words">
              {title}
            </h2>
            <Percentage fraction={fraction} committedAt={figures.committedAt} />
          </div>
          <p className="text-[0.8125rem] text-muted-foreground nums">
            <Remaining backfill={backfill} />
            <span className="block text-xs sm:text-right">
              of the keys of <code>{backfill.table}</code> by <code>{backfill.key}</code>
            </span>
          </p>
        </div>
        <ShardBar shards={backfill.shards} fraction={fraction} isMoving={isRunning} label={`Progress of ${title}`} />
        {lastError && !ENDED.has(backfill.state) ? (
          <Alert tone="warning" title="Last error of a batch">
            {lastError}
          </Alert>
        ) : null}
        <FigureGrid backfill={backfill} figures={figures} />
        <BackfillCharts samples={samples} />
      </div>
      {ENDED.has(backfill.state) ? null : (
        <div className="border-t px-4 py-4 sm:px-5">
          <TuneForm rolloutId={rolloutId} backfill={backfill} isEnabled={mayTune} />
          {mayTune ? null : <p className="pt-2 text-xs text-muted-foreground">An operator can change these.</p>}
        </div>
      )}
      <div className="flex flex-col gap-2 border-t px-4 py-3 sm:px-5">
        <details>
          <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
            Statement of a batch
          </summary>
          <div className="pt-2">
            <CodeBlock code={backfill.statement} language="sql" label="Statement of a batch" />
          </div>
        </details>
        <details>
          <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
            {backfill.shards.length === 1 ? "Its one shard" : `${backfill.shards.length} shards`}
          </summary>
          <ShardTable shards={backfill.shards} />
        </details>
      </div>
    </section>
  );
}
