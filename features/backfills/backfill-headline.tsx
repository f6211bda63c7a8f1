import { AbsoluteTime, RelativeTime } from "#components/data/relative-time.tsx";
import type { Backfill } from "#contracts/rollout.ts";
import type { Figures } from "./backfill-figures.ts";
import { etaText } from "./eta-text.ts";
import { hasEnded } from "./has-ended.ts";
import { observedText, standingText } from "./standing-text.ts";

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

/** When the newest batch committed: of what came live and what the server said, the later one. */
function lastCommit(backfill: Backfill, figures: Figures): string | null {
  const known = backfill.lastCommitAt ? Date.parse(backfill.lastCommitAt) : 0;
  const newest = Math.max(known, figures.committedAt);
  return newest > 0 ? new Date(newest).toISOString() : null;
}

/** How far it is, what it does, what was asked for against what is seen, and how long it takes. */
export function BackfillHeadline({
  backfill,
  figures,
  fraction,
}: {
  backfill: Backfill;
  figures: Figures;
  fraction: number;
}) {
  const observed = observedText(backfill);
  const commit = lastCommit(backfill, figures);
  return (
    <div className="flex flex-wrap items-end gap-x-8 gap-y-3">
      <Percentage fraction={fraction} committedAt={figures.committedAt} />
      <div className="min-w-60 flex-1 text-[0.8125rem]">
        <p className="text-base font-medium tracking-tight text-pretty" data-testid="backfill-sentence">
          {standingText(backfill)}. <span data-testid="eta">{etaText({ ...backfill, fraction })}</span>
        </p>
        {observed ? (
          <p data-testid="observed" className="font-medium text-warning-ink">
            {observed}
          </p>
        ) : null}
        <p className="text-xs text-muted-foreground">
          By the keys of <code>{backfill.table}</code> (<code>{backfill.key}</code>).{" "}
          {commit ? (
            <span data-testid="last-commit">
              Last commit {hasEnded(backfill.state) ? <AbsoluteTime at={commit} /> : <RelativeTime at={commit} />}.
            </span>
          ) : (
            "No batch has committed yet."
          )}
          {backfill.keepsOldValues ? " Old values are kept for an undo." : ""}
        </p>
      </div>
    </div>
  );
}
