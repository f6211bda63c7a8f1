import type { Prisma } from "#prisma/client/client.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";
import { addRunEvent, moveRun, setRunWaiting } from "./run-repository.ts";
import { moveStep } from "./step-run-repository.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

/** Writes how a step ended, and what follows for the run, in one transaction under the lease. */
export async function writeOutcome(task: StepTask, outcome: StepOutcome): Promise<void> {
  if (outcome.is === "stopped") return;
  await task.lease.write((tx) => write(tx, task, outcome));
}

type Ended<K extends StepOutcome["is"]> = Extract<StepOutcome, { is: K }>;

function write(tx: Prisma.TransactionClient, task: StepTask, outcome: StepOutcome): Promise<void> {
  switch (outcome.is) {
    case "succeeded":
      return writeSucceeded(tx, task, outcome);
    case "failed":
      return writeFailed(tx, task, outcome);
    case "waiting":
      return writeWaiting(tx, task, outcome);
    case "stuck":
      return writeStuck(tx, task, outcome);
    case "stopped":
      return Promise.resolve();
  }
}

const evidenceOf = ({ evidence }: Ended<"succeeded" | "failed">) => (evidence ? { evidence } : {});
const locksOf = ({ locks }: Ended<"succeeded">) => (locks ? { locks } : {});
/** In one with the cause, so that nobody sees a gate that holds and is still told as held back. */
const gateOf = ({ gate }: Ended<"succeeded" | "waiting">) => (gate ? { gate } : {});

async function writeSucceeded(
  tx: Prisma.TransactionClient,
  { run, step, direction, deps }: StepTask,
  outcome: Ended<"succeeded">,
): Promise<void> {
  const to = direction === "do" ? "succeeded" : "undone";
  const progress = { message: outcome.message, fraction: 1 };
  const finishedAt = deps.now();
  const found = { ...evidenceOf(outcome), ...locksOf(outcome), ...gateOf(outcome) };
  await moveStep(tx, step.id, to, { finishedAt, waiting: null, error: null, progress, ...found });
  await setRunWaiting(tx, run.id, null);
  const message = `${direction === "do" ? "Done" : "Undone"}: ${step.compiled.title} (${outcome.message})`;
  await addRunEvent(tx, run.id, { byName: SYSTEM.name, kind: `step.${to}`, message, stepId: step.stepId });
}

async function writeFailed(
  tx: Prisma.TransactionClient,
  { run, step, direction, deps }: StepTask,
  outcome: Ended<"failed">,
): Promise<void> {
  const { error } = outcome;
  const [stepState, runState] =
    direction === "do" ? (["failed", "failed"] as const) : (["undo_failed", "rollback_failed"] as const);
  await moveStep(tx, step.id, stepState, { finishedAt: deps.now(), waiting: null, error, ...evidenceOf(outcome) });
  await failRun(tx, run, step, { to: runState, message: error.message });
}

async function writeWaiting(
  tx: Prisma.TransactionClient,
  { run, step, direction }: StepTask,
  outcome: Ended<"waiting">,
): Promise<void> {
  const { cause } = outcome;
  await moveStep(tx, step.id, direction === "do" ? "waiting" : "undoing", { waiting: cause, ...gateOf(outcome) });
  await setRunWaiting(tx, run.id, cause);
  if (step.waiting?.code === cause.code) return;
  await addRunEvent(tx, run.id, {
    byName: SYSTEM.name,
    kind: `waiting.${cause.code}`,
    message: `Waiting: ${cause.message}`,
    stepId: step.stepId,
    severity: cause.code === "unreachable" ? "warning" : "info",
  });
}

/** A step without the lock after all its tries: a rollout is paused until a person resumes it, a rollback has failed. */
async function writeStuck(
  tx: Prisma.TransactionClient,
  { run, step, direction }: StepTask,
  { cause }: Ended<"stuck">,
): Promise<void> {
  const { message } = cause;
  const reason = `Waiting for an operator: ${message}`;
  if (direction === "undo") {
    const fix = "End the session that holds the lock, then roll back again.";
    await moveStep(tx, step.id, "undo_failed", { waiting: null, error: { code: "lock-not-acquired", message, fix } });
    return failRun(tx, run, step, { to: "rollback_failed", message });
  }
  await moveStep(tx, step.id, "waiting", { waiting: cause });
  const asked = { byName: SYSTEM.name, reason, isIntent: true };
  await moveRun(tx, run.id, { to: "pausing", ...asked });
  if (!(await moveRun(tx, run.id, { to: "paused", ...asked }))) return;
  await addRunEvent(tx, run.id, {
    byName: SYSTEM.name,
    kind: "run.paused",
    message: `Paused. ${reason}`,
    stepId: step.stepId,
    severity: "warning",
  });
}

/** A run ends as failed together with its step, so that neither is seen without the other. */
export async function failRun(
  tx: Prisma.TransactionClient,
  run: Pick<RunRecord, "id" | "rolloutId" | "migrationTitle">,
  step: Pick<StepRecord, "stepId" | "compiled">,
  { to, message }: { readonly to: "failed" | "rollback_failed"; readonly message: string },
): Promise<void> {
  const reason = `${step.compiled.title}: ${message}`;
  await moveRun(tx, run.id, { to, byName: SYSTEM.name, reason, isIntent: false });
  await addRunEvent(tx, run.id, {
    byName: SYSTEM.name,
    kind: `run.${to}`,
    message: `Failed. ${reason}`,
    stepId: step.stepId,
    severity: "error",
  });
  await writeAudit(tx, SYSTEM, {
    action: `rollout.${to}`,
    objectType: "rollout",
    objectId: run.rolloutId,
    objectName: run.migrationTitle,
    after: { state: to, step: step.stepId },
    reason,
  });
}
