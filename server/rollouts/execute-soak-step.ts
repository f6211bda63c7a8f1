import type { StepWork } from "#core/plan/compiled-step.ts";
import { durationWords } from "./duration-words.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

/** Waits a time, counted from when the step began; pauses do not make it longer. */
export function executeSoakStep(
  { step, deps }: StepTask,
  { ms, why }: Extract<StepWork, { kind: "soak" }>,
): StepOutcome {
  const now = deps.now();
  const startedAt = step.startedAt ?? now;
  const until = new Date(startedAt.getTime() + ms);
  const time = durationWords(ms / 1000);
  if (until <= now) return { is: "succeeded", message: `Waited ${time}` };
  const message = why ? `soaking for ${time}: ${why}` : `soaking for ${time}`;
  return {
    is: "waiting",
    cause: { code: "soak", message, since: startedAt.toISOString(), until: until.toISOString() },
  };
}
