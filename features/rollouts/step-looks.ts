import {
  Circle,
  CircleCheck,
  CircleDashed,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  PauseCircle,
  SkipForward,
  Undo2,
} from "lucide-react";
import type { StepState } from "#core/domain/step-state.ts";
import type { PhaseState } from "./phase-standing.ts";

export interface Look {
  readonly icon: LucideIcon;
  readonly ink: string;
  readonly word: string;
  readonly isTurning?: boolean;
}

export const STEP_LOOKS: Record<StepState, Look> = {
  pending: { icon: Circle, ink: "text-muted-foreground", word: "To come" },
  running: { icon: LoaderCircle, ink: "text-primary-ink", word: "Running", isTurning: true },
  waiting: { icon: Hourglass, ink: "text-warning-ink", word: "Waiting" },
  succeeded: { icon: CircleCheck, ink: "text-success-ink", word: "Done" },
  failed: { icon: CircleX, ink: "text-danger-ink", word: "Failed" },
  skipped: { icon: SkipForward, ink: "text-muted-foreground", word: "Skipped" },
  undoing: { icon: Undo2, ink: "text-warning-ink", word: "Undoing" },
  undone: { icon: Undo2, ink: "text-muted-foreground", word: "Undone" },
  undo_failed: { icon: CircleX, ink: "text-danger-ink", word: "Undo failed" },
};

/** A step that was begun, of a run that stands. */
const STANDING_LOOK: Look = { icon: PauseCircle, ink: "text-warning-ink", word: "Stands still" };

/** A step keeps its state while its run is paused; what turns on the page should turn in fact. */
export const stepLook = (state: StepState, isMoving: boolean): Look =>
  state === "running" && !isMoving ? STANDING_LOOK : STEP_LOOKS[state];

export const PHASE_LOOKS: Record<PhaseState, Look> = {
  empty: { icon: CircleDashed, ink: "text-muted-foreground", word: "No steps" },
  pending: { icon: Circle, ink: "text-muted-foreground", word: "To come" },
  running: { icon: LoaderCircle, ink: "text-primary-ink", word: "Running", isTurning: true },
  waiting: { icon: Hourglass, ink: "text-warning-ink", word: "Waiting" },
  succeeded: { icon: CircleCheck, ink: "text-success-ink", word: "Done" },
  failed: { icon: CircleX, ink: "text-danger-ink", word: "Failed" },
  undoing: { icon: Undo2, ink: "text-warning-ink", word: "Undoing" },
  undone: { icon: Undo2, ink: "text-muted-foreground", word: "Undone" },
  paused: STANDING_LOOK,
  skipped: { icon: SkipForward, ink: "text-muted-foreground", word: "Skipped" },
};
