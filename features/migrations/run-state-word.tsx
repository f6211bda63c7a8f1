import { CircleCheck, CircleX, LoaderCircle, type LucideIcon, PauseCircle, Undo2 } from "lucide-react";
import { StateBadge } from "#components/data/state-badge.tsx";
import type { Tone } from "#components/ui/badge.tsx";
import { isAtWork, RUN_STATE_LABELS, type RunState } from "#core/domain/run-state.ts";

const REST: Partial<Record<RunState, { readonly icon: LucideIcon; readonly tone: Tone }>> = {
  paused: { icon: PauseCircle, tone: "warning" },
  failed: { icon: CircleX, tone: "danger" },
  rollback_failed: { icon: CircleX, tone: "danger" },
  succeeded: { icon: CircleCheck, tone: "success" },
};

/** How a rollout stands, where only that is said of it. */
export function RunStateWord({ state }: { state: RunState }) {
  const { icon, tone } = REST[state] ?? {
    icon: isAtWork(state) ? LoaderCircle : Undo2,
    tone: isAtWork(state) ? "info" : "neutral",
  };
  return (
    <StateBadge tone={tone} icon={icon} isMoving={isAtWork(state)}>
      {RUN_STATE_LABELS[state]}
    </StateBadge>
  );
}
