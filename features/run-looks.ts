import {
  Ban,
  CircleCheck,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  PauseCircle,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import type { Tone } from "#components/ui/badge.tsx";
import type { RunState } from "#core/domain/run-state.ts";

export interface RunLook {
  readonly icon: LucideIcon;
  readonly tone: Tone;
  readonly isMoving?: boolean;
}

export const RUN_LOOKS: Record<RunState, RunLook> = {
  pending: { icon: Clock, tone: "neutral" },
  running: { icon: LoaderCircle, tone: "info", isMoving: true },
  pausing: { icon: LoaderCircle, tone: "warning", isMoving: true },
  paused: { icon: PauseCircle, tone: "warning" },
  failed: { icon: CircleX, tone: "danger" },
  cancelling: { icon: LoaderCircle, tone: "warning", isMoving: true },
  cancelled: { icon: Ban, tone: "neutral" },
  rolling_back: { icon: LoaderCircle, tone: "warning", isMoving: true },
  rollback_failed: { icon: TriangleAlert, tone: "danger" },
  rolled_back: { icon: Undo2, tone: "neutral" },
  succeeded: { icon: CircleCheck, tone: "success" },
};
