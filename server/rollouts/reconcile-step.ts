import { SYSTEM } from "#server/auth/actor.ts";
import { isControlDatabaseError } from "#server/control-database/is-control-database-error.ts";
import { effectOf } from "./execute-step.ts";
import { addRunEvent } from "./run-repository.ts";
import { moveStep } from "./step-run-repository.ts";
import type { StepTask } from "./step-task.ts";

/** A step was left in the middle and shall not go on: writes down whether its effect is in the target. Never guesses. */
export async function reconcileStep(task: StepTask): Promise<void> {
  const { step, lease, deps } = task;
  const finishedAt = deps.now();
  if (step.backfill) {
    // Only the last verification makes the step succeed, so this one had not.
    const where =
      step.backfill.state === "succeeded" ? "before all of it was verified" : "before all of it was written";
    const message = `The backfill was stopped ${where}; rows already changed stay changed.`;
    const error = { code: "interrupted", message, fix: "Roll back, or leave the changed rows as they are." };
    await lease.write((tx) => moveStep(tx, step.id, "failed", { finishedAt, waiting: null, error }));
    return;
  }
  if (["gate", "soak", "check", "backfill"].includes(step.compiled.kind)) {
    await lease.write((tx) => moveStep(tx, step.id, "pending", { waiting: null, progress: null }));
    return;
  }
  const found = await look(task);
  await lease.write(async (tx) => {
    if (found === "done") await moveStep(tx, step.id, "succeeded", { finishedAt, waiting: null });
    else if (found === "not done") await moveStep(tx, step.id, "pending", { waiting: null, progress: null });
    else await moveStep(tx, step.id, "failed", { finishedAt, waiting: null, error: found });
    const message = typeof found === "string" ? `Stopped “${step.compiled.title}”: it is ${found}` : found.message;
    await addRunEvent(tx, task.run.id, { byName: SYSTEM.name, kind: "step.stopped", message, stepId: step.stepId });
  });
}

async function look(task: StepTask) {
  try {
    const effect = await effectOf(task);
    if (effect === "begun") return begun(task);
    return effect === "done" ? "done" : "not done";
  } catch (error) {
    if (isControlDatabaseError(error)) throw error;
    const { message } = task.deps.targets.engine(task.run.dialect).errors.describe(error);
    return {
      code: "target-unreachable",
      message: `Whether “${task.step.compiled.title}” was carried out could not be looked up: ${message}`,
      fix: "Look at the database when it can be reached again.",
    };
  }
}

/** Neither done nor undone, so that a rollback undoes it. */
const begun = ({ step }: StepTask) => ({
  code: "interrupted",
  message: `“${step.compiled.title}” was cut off; the index may be there, whole or invalid.`,
  fix: "Roll back: it is then as it was before this step.",
});
