import { setTimeout as wait } from "node:timers/promises";
import type { DoomedWorkers } from "./doomed-workers.ts";
import type { KillPoint } from "./kill-point.ts";
import type { Kill } from "./kills-of.ts";
import type { Goal, OperationRollout } from "./operation-rollout.ts";
import type { House } from "./operations-house.ts";
import type { Life } from "./plain-life.ts";
import type { Trial } from "./trial.ts";
import { workerInProcess } from "./worker-in-process.ts";

export interface Afterlife {
  readonly goal: Goal;
  readonly differences: readonly string[];
}

const POLL_MS = 15;

/** A worker process works on a rollout until it dies at a point. Answers whether it came there; it lives on if not. */
export async function killWorker(doomed: DoomedWorkers, { rollout }: Life, point: KillPoint): Promise<boolean> {
  const worker = await doomed.take();
  await rollout.wake();
  let hasEnded = false;
  const ended = worker.ended.then(() => {
    hasEnded = true;
  });
  worker.workUntil(point);
  while (!hasEnded) {
    const state = await rollout.moveOn();
    if (["succeeded", "rolled_back", "failed", "rollback_failed"].includes(state)) break;
    await Promise.race([ended, wait(POLL_MS)]);
  }
  const struck = hasEnded;
  await worker.end();
  return struck;
}

/** Another worker takes the rollout up after that, to the end or back. */
export async function lifeAfter(house: House, trial: Trial, { rollout, target }: Life, kill: Kill): Promise<Afterlife> {
  await house.forgetWorkers();
  const goal = await choose(rollout, kill);
  await using _worker = await workerInProcess(house);
  await rollout.wake();
  await rollout.carryTo(goal);
  return { goal, differences: await trial.differences(target, goal) };
}

async function choose(rollout: OperationRollout, { during, next }: Kill): Promise<Goal> {
  if (during === "undo") return "rolled_back";
  // Past the point of no return there is one way only.
  if (next === "resume" || !(await rollout.canRollBack())) return "succeeded";
  await rollout.rollBack();
  return "rolled_back";
}
