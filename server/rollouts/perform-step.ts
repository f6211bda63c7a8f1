import { DomainError } from "#core/domain/domain-error.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { Container } from "#server/container.ts";
import { isControlDatabaseError } from "#server/control-database/is-control-database-error.ts";
import { executeStep, undoStep } from "./execute-step.ts";
import type { StepRecord } from "./run-record.ts";
import { stepFailureOf } from "./step-failure.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Carries out or undoes a step and turns every failure into an outcome. A lost lease and a lost control database pass: they are not the step's. */
export async function performStep(task: StepTask): Promise<StepOutcome> {
  try {
    return await (task.direction === "do" ? executeStep(task) : undoStep(task));
  } catch (error) {
    return outcomeOf(task, error);
  }
}

function outcomeOf({ deps, run, step, watch }: StepTask, error: unknown): StepOutcome {
  if (isControlDatabaseError(error) || (error instanceof DomainError && error.code === "fenced")) throw error;
  const engine = deps.targets.engine(run.dialect);
  const kind = engine.errors.classify(error);
  const isUnreachable = kind === "connection" || (error instanceof DomainError && error.code === "target-unreachable");
  if (watch.pause.aborted && (isUnreachable || kind === "cancelled")) return { is: "stopped" };
  if (isUnreachable) return { is: "waiting", cause: unreachable(deps, step, engine.errors.describe(error).message) };
  deps.log.warn({ err: error, runId: run.id, stepId: step.stepId }, "a step failed");
  return { is: "failed", error: stepFailureOf(engine, error) };
}

/** Whether a commit whose answer was lost has happened is looked up at the next try, in the target's ledger. */
function unreachable({ now }: Pick<Container, "now">, { waiting }: StepRecord, reason: string): WaitingCause {
  const before = waiting?.code === "unreachable" ? waiting : null;
  const tries = Number(before?.detail?.tries ?? 0) + 1;
  const ms = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  const at = now();
  return {
    code: "unreachable",
    message: reason,
    since: before?.since ?? at.toISOString(),
    until: new Date(at.getTime() + ms).toISOString(),
    detail: { tries },
  };
}
