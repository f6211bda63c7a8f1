import { setTimeout as wait } from "node:timers/promises";
import type { DoomedWorkers } from "./doomed-workers.ts";
import type { KillPoint } from "./kill-point.ts";
import { type Goal, OperationRollout } from "./operation-rollout.ts";
import type { House, HouseDatabase } from "./operations-house.ts";
import { toTheBrink } from "./plain-life.ts";
import type { Trial } from "./trial.ts";
import { workerInProcess } from "./worker-in-process.ts";

export interface Kill {
  readonly point: KillPoint;
  /** What the worker is at when it dies. */
  readonly during: "do" | "undo";
  /** What the operator does then. Who was rolling back goes on with it. */
  readonly next: "resume" | "roll back";
}

export interface KilledLife {
  readonly kill: Kill;
  /** Whether the worker came to its point. */
  readonly struck: boolean;
  readonly goal: Goal;
  readonly differences: readonly string[];
}

/** A worker process dies at one point of a rollout's life; another one takes it up, to the end or back. */
export async function killedLife(house: House, doomed: DoomedWorkers, trial: Trial, kill: Kill): Promise<KilledLife> {
  await using target = await trial.copy();
  const rollout =
    kill.during === "do"
      ? await OperationRollout.start(house, target, trial.document)
      : await backFromTheBrink(house, trial, target);
  const struck = await workToDeath(doomed, rollout, kill.point);
  await house.forgetWorkers();
  const goal = await choose(rollout, kill);
  await using _worker = await workerInProcess(house);
  await rollout.wake();
  await rollout.carryTo(goal);
  return { kill, struck, goal, differences: await trial.differences(target, goal) };
}

async function backFromTheBrink(house: House, trial: Trial, target: HouseDatabase): Promise<OperationRollout> {
  const rollout = await toTheBrink(house, trial, target);
  await rollout.rollBack();
  return rollout;
}

/** Answers whether it died; it lives on when the rollout ends without coming to the point. */
async function workToDeath(doomed: DoomedWorkers, rollout: OperationRollout, point: KillPoint): Promise<boolean> {
  const worker = await doomed.take();
  let hasEnded = false;
  void worker.ended.then(() => {
    hasEnded = true;
  });
  worker.workUntil(point);
  while (!hasEnded) {
    const seen = await rollout.see();
    if (["succeeded", "rolled_back", "failed", "rollback_failed"].includes(seen.state)) break;
    await rollout.passGates(seen);
    await wait(15);
  }
  const struck = hasEnded;
  await worker.end();
  return struck;
}

async function choose(rollout: OperationRollout, { during, next }: Kill): Promise<Goal> {
  if (during === "undo") return "rolled_back";
  // Past the point of no return there is one way only.
  if (next === "resume" || !(await rollout.canRollBack())) return "succeeded";
  await rollout.rollBack();
  return "rolled_back";
}
