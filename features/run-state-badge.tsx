import { StateBadge } from "#components/data/state-badge.tsx";
import { RUN_STATE_LABELS, type RunState } from "#core/domain/run-state.ts";
import { RUN_LOOKS } from "./run-looks.ts";

export function RunStateBadge({ state, className }: { state: RunState; className?: string }) {
  const { icon, tone, isMoving = false } = RUN_LOOKS[state];
  return (
    <StateBadge tone={tone} icon={icon} isMoving={isMoving} {...(className ? { className } : {})}>
      {RUN_STATE_LABELS[state]}
    </StateBadge>
  );
}
