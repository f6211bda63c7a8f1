import { cn } from "#components/ui/cn.ts";
import { PHASE_LABELS } from "#core/domain/phase.ts";
import { Elapsed } from "./elapsed.tsx";
import type { PhaseStanding, PhaseState } from "./phase-standing.ts";
import { PHASE_LOOKS } from "./step-looks.ts";

const BARS: Record<PhaseState, string> = {
  empty: "bg-border",
  pending: "bg-border",
  running: "bg-primary animate-flow",
  waiting: "bg-warning",
  succeeded: "bg-success",
  failed: "bg-danger",
  undoing: "bg-warning animate-flow",
  undone: "bg-muted-foreground",
  skipped: "bg-border",
  paused: "bg-warning",
};

const isCurrent = (state: PhaseState) =>
  state === "running" || state === "paused" || state === "waiting" || state === "failed" || state === "undoing";

/** The five phases side by side: where the rollout is, at a glance. */
export function PhaseStrip({ phases }: { phases: readonly PhaseStanding[] }) {
  return (
    <ol aria-label="Phases" className="grid grid-cols-5 gap-1.5 sm:gap-2">
      {phases.map(({ phase, state, steps, done, startedAt, finishedAt }) => {
        const { icon: Icon, ink, word, isTurning } = PHASE_LOOKS[state];
        return (
          <li key={phase} aria-current={isCurrent(state) ? "step" : undefined} className="min-w-0">
            <div className={cn("h-1.5 rounded-full", BARS[state])} />
            <div className="mt-2 flex flex-col gap-x-1.5 sm:flex-row sm:items-center">
              <Icon aria-hidden className={cn("size-4 shrink-0", ink, isTurning && "animate-spin")} />
              <span
                className={cn(
                  "truncate text-[0.8125rem]",
                  isCurrent(state) ? "font-semibold" : "font-medium",
                  (state === "empty" || state === "pending") && "text-muted-foreground",
                )}
              >
                {PHASE_LABELS[phase]}
              </span>
            </div>
            <p className="nums text-2xs text-muted-foreground sm:pl-5.5 sm:text-xs">
              {word}
              {isCurrent(state) || (state === "pending" && steps.length > 0) ? (
                <span className="hidden sm:inline">
                  {" "}
                  · {done} of {steps.length}
                </span>
              ) : null}
              <span className="hidden sm:inline">
                {startedAt ? " · " : ""}
                <Elapsed from={startedAt} to={finishedAt} />
              </span>
            </p>
          </li>
        );
      })}
    </ol>
  );
}
