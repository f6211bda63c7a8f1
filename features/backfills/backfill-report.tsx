import { formatCount, formatDuration, formatPercent } from "#components/data/figures.ts";
import { AbsoluteTime } from "#components/data/relative-time.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import type { Backfill, Sample } from "#contracts/rollout.ts";
import { BackfillCharts, type Signals } from "./backfill-charts.tsx";
import { SlowdownList } from "./slowdown-list.tsx";

function took({ startedAt, finishedAt }: Backfill): string {
  if (!startedAt || !finishedAt) return "not ended";
  return formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
}

/** A backfill on paper: what it was, what it did, its charts. */
export function BackfillReport({
  backfill,
  samples,
  signals,
}: {
  backfill: Backfill;
  samples: readonly Sample[];
  signals: Signals;
}) {
  const done = backfill.state === "succeeded" ? 1 : backfill.fraction;
  return (
    <section className="flex break-inside-avoid flex-col gap-3">
      <h2 className="text-base font-semibold">
        Backfill of <code>{backfill.table}</code>
      </h2>
      <pre className="rounded-md border bg-muted/60 px-3 py-2 text-xs whitespace-pre-wrap">{backfill.statement}</pre>
      <DefinitionList
        isGrid
        items={[
          { term: "Done, by key position", value: formatPercent(done) },
          { term: "Rows read", value: formatCount(backfill.rowsScanned) },
          { term: "Rows changed", value: formatCount(backfill.rowsChanged) },
          { term: "Rows verified", value: formatCount(backfill.rowsVerified) },
          { term: "Rows that differ", value: formatCount(backfill.rowsDiffering) },
          { term: "Rows set aside", value: formatCount(backfill.rowsSkipped) },
          { term: "Batches", value: formatCount(backfill.batches) },
          { term: "Took", value: took(backfill) },
          { term: "Started", value: backfill.startedAt ? <AbsoluteTime at={backfill.startedAt} /> : "–" },
          {
            term: "Retries, lock waits, errors",
            value: [backfill.retries, backfill.lockWaits, backfill.errors].map(formatCount).join(", "),
          },
          { term: "Key", value: <code>{backfill.key}</code> },
        ]}
      />
      {samples.length > 0 ? <BackfillCharts samples={samples} signals={signals} /> : null}
      <h3 className="text-[0.8125rem] font-semibold">When it was slow or stood</h3>
      <SlowdownList slowdowns={signals.slowdowns} isWhole />
    </section>
  );
}
