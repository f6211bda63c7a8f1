import { Hourglass } from "lucide-react";
import { cn } from "#components/ui/cn.ts";
import type { Rollout } from "#contracts/rollout.ts";
import { RUN_STATE_LABELS } from "#core/domain/run-state.ts";
import { RUN_LOOKS, type RunLook } from "../run-looks.ts";

const INKS = {
  neutral: "text-muted-foreground",
  info: "text-primary-ink",
  success: "text-success-ink",
  warning: "text-warning-ink",
  danger: "text-danger-ink",
} as const;

const WAITS_FOR_A_PERSON: RunLook = { icon: Hourglass, tone: "warning" };

/** The state stands before the sentence and need not begin it too. */
function withoutState({ headline, state }: Rollout): string {
  const word = RUN_STATE_LABELS[state];
  if (!headline.startsWith(word)) return headline;
  return headline.slice(word.length).replace(/^[.:,]?\s*/, "");
}

/** The state as word and icon, and the sentence: what it is doing, and why it is slow or waiting. */
export function RolloutHeadline({ rollout }: { rollout: Rollout }) {
  // Running is its state; that it waits for a person should be seen from across the room.
  const waits = rollout.state === "running" && rollout.waiting.some((cause) => cause.code === "gate");
  const { icon: Icon, tone, isMoving } = waits ? WAITS_FOR_A_PERSON : RUN_LOOKS[rollout.state];
  const others = rollout.waiting.filter((cause) => !rollout.headline.includes(cause.message));
  return (
    <div className="flex flex-col gap-1">
      {/* The sentence changes each second with its figures; only what a person must know is said aloud. */}
      <span role="status" className="sr-only">
        {RUN_STATE_LABELS[rollout.state]}
        {waits ? `. ${rollout.headline}` : ""}
      </span>
      <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1 text-lg leading-7 tracking-tight sm:text-xl">
        <span className={cn("inline-flex items-center gap-2 self-center font-semibold", INKS[tone])}>
          <Icon aria-hidden className={cn("size-5", isMoving && "animate-spin")} />
          <span data-testid="run-state" data-state={rollout.state}>
            {RUN_STATE_LABELS[rollout.state]}
          </span>
        </span>
        <span data-testid="headline" className="min-w-0 text-pretty break-words">
          {withoutState(rollout)}
        </span>
      </p>
      {others.map((cause) => (
        <p key={`${cause.code} ${cause.since}`} className="text-[0.8125rem] text-pretty text-muted-foreground">
          {cause.message}
        </p>
      ))}
      {rollout.stateReason && !rollout.headline.includes(rollout.stateReason) ? (
        <p className="text-[0.8125rem] text-muted-foreground">
          {rollout.stateByName ? `${rollout.stateByName}: ` : ""}“{rollout.stateReason}”
        </p>
      ) : null}
    </div>
  );
}
