import { DomainError } from "#core/domain/domain-error.ts";
import type { StepKind } from "#core/domain/step-kind.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import { moveBackfill } from "#server/backfills/backfill-repository.ts";
import { settleBackfill } from "#server/backfills/settle-backfill.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "./announce-run.ts";
import { enqueueRun } from "./enqueue-run.ts";
import { makeStepTask } from "./make-step-task.ts";
import { type NextAction, nextAction } from "./next-action.ts";
import { performStep } from "./perform-step.ts";
import { phaseApproval } from "./phase-approval.ts";
import { reconcileStep } from "./reconcile-step.ts";
import { holdRunLease, type RunLease } from "./run-lease.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";
import { addRunEvent, findRun, moveRun, noteRunStarted, setRunWaiting } from "./run-repository.ts";
import { writeRest } from "./settle-run.ts";
import { moveStep, noteStep } from "./step-run-repository.ts";
import { watchRun } from "./watch-run.ts";
import { writeOutcome } from "./write-outcome.ts";

/**
 * Moves a run on as far as it goes now: the same rows lead to the same action, so it may be called at any time and by
 * any worker. Who does not get the lease does nothing.
 */
export async function advanceRun(deps: Container, runId: string, signal: AbortSignal): Promise<void> {
  const lease = await holdRunLease(deps, runId);
  if (!lease) return;
  try {
    const lost = AbortSignal.any([lease.lost, signal]);
    for (let next: "go on" | "rest" = "go on"; next === "go on" && !lost.aborted && !deps.draining.aborted; ) {
      const run = await findRun(deps.prisma, runId);
      if (!run) return;
      next = await carryOut(deps, { run, lease, lost }, nextAction(run, deps.now()));
      await announceRun(deps, run);
    }
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "fenced")) throw error;
    deps.log.info({ runId }, "another worker has taken the run over");
  } finally {
    await lease.release();
  }
  await handOn(deps, runId);
}

/** What came while the lease was being given back found it taken: nobody else would see it soon. */
async function handOn(deps: Container, runId: string): Promise<void> {
  const run = await findRun(deps.prisma, runId);
  const action = run && nextAction(run, deps.now());
  if (action && action.do !== "wait" && action.do !== "rest") await enqueueRun(deps, runId);
}

interface Hold {
  readonly run: RunRecord;
  readonly lease: RunLease;
  readonly lost: AbortSignal;
}

async function carryOut(deps: Container, hold: Hold, action: NextAction): Promise<"go on" | "rest"> {
  const { run, lease } = hold;
  switch (action.do) {
    case "begin":
      await begin(hold);
      return "go on";
    case "execute":
      return (await awaitApproval(deps, hold, action.step)) ?? (await perform(deps, hold, action.step, "do"));
    case "undo":
      return await perform(deps, hold, action.step, "undo");
    case "reconcile":
      await reconcile(deps, hold, action.step);
      return "go on";
    case "stop-backfill":
      await stopBackfill(deps, hold, action);
      return "go on";
    case "settle":
      await lease.write((tx) => writeRest(tx, run, action));
      return "go on";
    case "wait":
      await lease.write((tx) => setRunWaiting(tx, run.id, run.steps.find((step) => step.waiting)?.waiting ?? null));
      if (action.until) await enqueueRun(deps, run.id, Math.max(0, action.until.getTime() - deps.now().getTime()));
      return "rest";
    case "rest":
      return "rest";
  }
}

async function begin({ run, lease }: Hold): Promise<void> {
  await lease.write(async (tx) => {
    await moveRun(tx, run.id, { to: "running", from: ["pending"], byName: SYSTEM.name, reason: null, isIntent: false });
    await noteRunStarted(tx, run.id);
    await addRunEvent(tx, run.id, {
      byName: SYSTEM.name,
      kind: "run.running",
      message: "A worker has taken the rollout up",
    });
  });
}

/** A phase that the policy asks a separate approval for does not begin without it. `null`: nothing is asked. */
async function awaitApproval(deps: Container, { run, lease }: Hold, step: StepRecord): Promise<"go on" | null> {
  const cause = await phaseApproval(deps, run, step);
  const wasWaiting = step.waiting?.code === "approval";
  if (!cause && !wasWaiting) return null;
  await lease.write(async (tx) => {
    await noteStep(tx, step.id, { waiting: cause });
    await setRunWaiting(tx, run.id, cause);
    if (!cause || wasWaiting) return;
    const message = `Waits for approval: ${cause.message}`;
    await addRunEvent(tx, run.id, { byName: SYSTEM.name, kind: "stage.waiting", message, stepId: step.stepId });
  });
  return cause ? "go on" : null;
}

/** Each try of these is an attempt of its own. */
const COUNTED_ELSEWHERE: readonly StepKind[] = ["sql", "index", "sync"];

async function perform(
  deps: Container,
  hold: Hold,
  step: StepRecord,
  direction: "do" | "undo",
): Promise<"go on" | "rest"> {
  const { run, lease, lost } = hold;
  // A gate that is looked at again is as open to an answer meanwhile as before.
  const isAtGate = step.compiled.kind === "gate" && step.state === "waiting";
  const state = direction === "undo" ? "undoing" : isAtGate ? "waiting" : "running";
  using watch = await watchRun(deps, run.id, direction === "do" ? "running" : "rolling_back", lost);
  const startedAt = step.startedAt ?? deps.now();
  await lease.write(async (tx) => {
    // An undo that was left in the middle keeps its place.
    const isAnew = step.state === "pending" || step.state === "failed";
    const attempt = isAnew && !COUNTED_ELSEWHERE.includes(step.compiled.kind) ? { attempt: step.attempt + 1 } : {};
    await moveStep(tx, step.id, state, { startedAt, finishedAt: null, error: null, ...attempt });
    const isSilent = step.state === state || step.state === "waiting" || step.compiled.kind === "gate";
    if (isSilent) return;
    const verb = direction === "do" ? "Began" : "Undoing";
    const message = `${verb}: ${step.compiled.title}`;
    await addRunEvent(tx, run.id, { byName: SYSTEM.name, kind: `step.${state}`, message, stepId: step.stepId });
  });
  await announceRun(deps, run);
  const task = makeStepTask({ deps, run, step: { ...step, startedAt }, direction, lease, watch });
  const outcome = await performStep(task);
  await writeOutcome(task, outcome);
  // A backfill is carried by its slices from here on, and a lock or a gate by its time or a person.
  return "go on";
}

async function reconcile(deps: Container, { run, lease, lost }: Hold, step: StepRecord): Promise<void> {
  using watch = await watchRun(deps, run.id, run.state, lost);
  await reconcileStep(makeStepTask({ deps, run, step, direction: "do", lease, watch }));
}

async function stopBackfill(
  deps: Container,
  { run, lease }: Hold,
  { step, to }: Extract<NextAction, { do: "stop-backfill" }>,
): Promise<void> {
  if (!step.backfill) return;
  const { id } = step.backfill;
  await lease.write((tx) => moveBackfill(tx, id, to));
  await deps.signals.nudge(id);
  await settleBackfill(deps, id);
  await announceRun(deps, run);
}
