import { cn } from "#components/ui/cn.ts";
import type { Slowdown } from "#contracts/throttle.ts";
import { slowdownsAt } from "./shadings.ts";

const GROUNDS = [
  { word: "stood", look: "border-t-2 border-danger bg-danger/20" },
  { word: "slowed", look: "border-t-2 border-warning bg-warning/20" },
  { word: "no batches", look: "bg-muted border border-border" },
] as const;

const MOST = 2;

/** Why it was slow or stood at the time below the cursor; without a cursor what the grounds mean. */
export function HoveredReasons({ at, slowdowns }: { at: number | null; slowdowns: readonly Slowdown[] }) {
  const reasons = at === null ? [] : slowdownsAt(slowdowns, at);
  if (reasons.length === 0) {
    return (
      <p className="flex min-h-8 flex-wrap content-end gap-x-4 text-xs text-muted-foreground">
        {GROUNDS.map(({ word, look }) => (
          <span key={word} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={cn("h-3 w-4", look)} />
            {word}
          </span>
        ))}
        <span data-print="hide" className="max-sm:hidden">
          Point at a stretch to read why.
        </span>
      </p>
    );
  }
  return (
    <ul className="flex min-h-8 flex-col justify-end text-xs" data-testid="hovered-reasons">
      {reasons.slice(0, MOST).map((it, index) => (
        <li key={`${it.code} ${it.since} ${it.host}`} className="truncate">
          <span className={cn("font-medium", it.effect === "stop" ? "text-danger-ink" : "text-warning-ink")}>
            {it.effect === "stop" ? "Stood: " : "Slowed: "}
          </span>
          {it.message}
          {index === MOST - 1 && reasons.length > MOST ? ` (and ${reasons.length - MOST} more)` : ""}
        </li>
      ))}
    </ul>
  );
}
