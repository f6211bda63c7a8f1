import type { ReactNode } from "react";
import { formatCompact, formatCount } from "#components/data/figures.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Backfill } from "#contracts/rollout.ts";
import type { Figures } from "./backfill-figures.ts";
import { hasEnded } from "./has-ended.ts";

function Figure({
  term,
  children,
  beside,
  tone,
  ...data
}: {
  term: string;
  children: ReactNode;
  /** Smaller, behind the number. */
  beside?: ReactNode;
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
          "flex flex-wrap items-baseline gap-x-1.5 text-lg leading-6 font-semibold tracking-tight whitespace-nowrap nums",
          tone === "warning" && "text-warning-ink",
          tone === "danger" && "text-danger-ink",
        )}
      >
        {children}
        {beside ? <span className="text-xs font-normal text-muted-foreground">{beside}</span> : null}
      </dd>
    </div>
  );
}

/** Over the whole time, pauses included. */
function averageRate({ startedAt, finishedAt, rowsScanned }: Backfill): number | null {
  if (!startedAt || !finishedAt) return null;
  const ms = Date.parse(finishedAt) - Date.parse(startedAt);
  return ms > 0 ? (rowsScanned / ms) * 1000 : null;
}

function Workers({ shards }: Pick<Backfill, "shards">) {
  const holding = shards.filter((shard) => shard.worker !== null);
  const names = new Set(holding.map((it) => it.worker));
  const heartbeat = holding
    .flatMap((shard) => (shard.heartbeatAt ? [shard.heartbeatAt] : []))
    .toSorted()
    .at(-1);
  const [name] = names;
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted-foreground">{names.size > 1 ? "Workers" : "Worker"}</dt>
      <dd className="text-[0.8125rem]">
        {name ? (
          <>
            <span className="block truncate font-medium" title={[...names].join(", ")}>
              {names.size > 1 ? `${names.size} at work` : name}
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

function RowFigures({ backfill, figures }: { backfill: Backfill; figures: Figures }) {
  const isEnded = hasEnded(backfill.state);
  const rate = isEnded ? averageRate(backfill) : backfill.state === "running" ? figures.rowsPerSecond : null;
  const estimate = backfill.rowEstimate !== null && !isEnded ? `of ~${formatCompact(backfill.rowEstimate)}` : null;
  const committed = { "data-committed-at": figures.committedAt };
  return (
    <>
      <Figure term="Rows read" beside={estimate} data-testid="rows-scanned" {...committed}>
        {formatCount(figures.rowsScanned)}
      </Figure>
      <Figure term="Rows changed" data-testid="rows-changed" {...committed}>
        {formatCount(figures.rowsChanged)}
      </Figure>
      <Figure term="Rows verified" data-testid="rows-verified">
        {formatCount(backfill.rowsVerified)}
      </Figure>
      <Figure
        term="Rows that differ"
        data-testid="rows-differing"
        tone={backfill.rowsDiffering > 0 ? "danger" : undefined}
      >
        {formatCount(backfill.rowsDiffering)}
      </Figure>
      <Figure term="Rows set aside" data-testid="rows-skipped" tone={backfill.rowsSkipped > 0 ? "warning" : undefined}>
        {formatCount(backfill.rowsSkipped)}
      </Figure>
      <Figure term={isEnded ? "Mean rows/s" : "Rows/s now"}>{rate === null ? "–" : formatCount(rate)}</Figure>
    </>
  );
}

/** All counts of a backfill. */
export function FigureGrid({ backfill, figures }: { backfill: Backfill; figures: Figures }) {
  const isEnded = hasEnded(backfill.state);
  const { slices, batchSize, settings } = backfill;
  const ofSize = batchSize !== null && !isEnded ? `of ${formatCount(batchSize)} rows` : null;
  return (
    <dl className="grid grid-cols-2 gap-x-5 gap-y-3 sm:grid-cols-3 xl:grid-cols-6">
      <RowFigures backfill={backfill} figures={figures} />
      <Figure term="Batches" beside={ofSize}>
        {formatCount(figures.batches)}
      </Figure>
      {isEnded ? null : (
        <Figure term="Slices at work" beside={`of ${slices.allowed}${settings.maxSlices === null ? "" : " as set"}`}>
          {slices.working}
        </Figure>
      )}
      <Figure term="Retries" tone={figures.retries > 0 ? "warning" : undefined}>
        {formatCount(figures.retries)}
      </Figure>
      <Figure term="Lock waits" tone={figures.lockWaits > 0 ? "warning" : undefined}>
        {formatCount(figures.lockWaits)}
      </Figure>
      <Figure term="Errors" tone={figures.errors > 0 ? "danger" : undefined}>
        {formatCount(figures.errors)}
      </Figure>
      <Workers shards={backfill.shards} />
    </dl>
  );
}
