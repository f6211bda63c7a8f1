"use client";

import { CircleSlash } from "lucide-react";
import { cn } from "#components/ui/cn.ts";
import { PlainButton } from "#components/ui/plain-button.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { StepRun } from "#contracts/rollout.ts";
import { PHASE_LABELS } from "#core/domain/phase.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { Elapsed } from "./elapsed.tsx";
import type { PhaseStanding } from "./phase-standing.ts";
import { stepLook } from "./step-looks.ts";

const IS_CURRENT = new Set<StepRun["state"]>(["running", "waiting", "failed", "undoing", "undo_failed"]);

function StepDetail({ step, isMoving }: { step: StepRun; isMoving: boolean }) {
  if (step.state === "pending" || step.state === "skipped") return null;
  const look = stepLook(step.state, isMoving);
  return (
    <span className="flex flex-col gap-1 text-xs text-muted-foreground">
      <span className="flex flex-wrap gap-x-2">
        <span className={look.ink}>{look.word}</span>
        {step.state === "undone" ? null : <Elapsed from={step.startedAt} to={step.finishedAt} />}
        {step.attempt > 1 ? <span className="nums">attempt {step.attempt}</span> : null}
        {step.passedByName ? <span>passed by {step.passedByName}</span> : null}
      </span>
      {IS_CURRENT.has(step.state) && step.waiting && step.waiting.message !== step.title ? (
        <span className="text-pretty text-foreground">{step.waiting.message}</span>
      ) : null}
      {step.state === "running" && isMoving && step.progress ? (
        <>
          <span className="text-pretty text-foreground">{step.progress.message}</span>
          {step.progress.fraction === null ? null : (
            <Progress value={step.progress.fraction} label={`Progress of ${step.title}`} isMoving className="h-1.5" />
          )}
        </>
      ) : null}
      {step.error && IS_CURRENT.has(step.state) ? (
        <span className="line-clamp-2 text-danger-ink">{step.error.message}</span>
      ) : null}
    </span>
  );
}

function StepButton({ step, isMoving, onOpen }: { step: StepRun; isMoving: boolean; onOpen: (id: StepId) => void }) {
  const { icon: Icon, ink, word, isTurning } = stepLook(step.state, isMoving);
  const isCurrent = IS_CURRENT.has(step.state);
  return (
    <PlainButton
      onClick={() => onOpen(step.stepId)}
      aria-current={isCurrent ? "step" : undefined}
      className={cn(
        "flex w-full items-start gap-2.5 rounded-md px-2.5 py-2 text-left transition-colors hover:bg-hover",
        isCurrent && "bg-primary-soft/60 ring-1 ring-primary/30 ring-inset",
      )}
    >
      <Icon role="img" aria-label={word} className={cn("mt-0.5 size-4 shrink-0", ink, isTurning && "animate-spin")} />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span
          className={cn(
            "text-[0.8125rem] break-words",
            isCurrent ? "font-medium" : "",
            step.state === "pending" && "text-muted-foreground",
          )}
        >
          {step.title}
        </span>
        <StepDetail step={step} isMoving={isMoving} />
      </span>
    </PlainButton>
  );
}

/** The sequence of a rollout, phase by phase; a press on a step opens all that is known of it. */
export function StepList({
  phases,
  isMoving,
  firstIrreversible,
  onOpen,
}: {
  phases: readonly PhaseStanding[];
  /** The run is at work: what runs may turn. */
  isMoving: boolean;
  /** The first step that cannot be undone. */
  firstIrreversible: StepId | null;
  onOpen: (id: StepId) => void;
}) {
  return (
    <ol className="flex flex-col gap-3 p-3">
      {phases
        .filter(({ steps }) => steps.length > 0)
        .map(({ phase, steps }) => (
          <li key={phase}>
            <p className="px-2.5 pb-1 text-xs font-medium text-muted-foreground">{PHASE_LABELS[phase]}</p>
            <ol className="flex flex-col gap-0.5">
              {steps.map((step) => (
                <li key={step.id}>
                  {step.stepId === firstIrreversible ? (
                    <p className="flex items-center gap-1.5 px-2.5 py-1 text-2xs font-medium text-danger-ink">
                      <CircleSlash aria-hidden className="size-3 shrink-0" />
                      Point of no return
                      <span aria-hidden className="h-px flex-1 bg-danger/40" />
                    </p>
                  ) : null}
                  <StepButton step={step} isMoving={isMoving} onOpen={onOpen} />
                </li>
              ))}
            </ol>
          </li>
        ))}
    </ol>
  );
}
