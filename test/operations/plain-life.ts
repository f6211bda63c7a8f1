import type { Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { StatementHook } from "./hook-targets.ts";
import { hasEffect, type KillPoint, pointCounter } from "./kill-point.ts";
import { OperationRollout, type Patience } from "./operation-rollout.ts";
import type { House, HouseDatabase } from "./operations-house.ts";
import type { Trial } from "./trial.ts";
import { workerInProcess } from "./worker-in-process.ts";

export interface PlainLife {
  /** Where a worker could have died: while the steps were done, and while they were undone. */
  readonly points: { readonly do: readonly KillPoint[]; readonly undo: readonly KillPoint[] };
  /** The first step that cannot be undone. */
  readonly brink: string | null;
  readonly differences: readonly string[];
}

/** Without any fault: a rollout to its end. */
export async function wholeLife(house: House, trial: Trial): Promise<PlainLife> {
  await using target = await trial.copy();
  const record = recorder();
  await using _worker = await workerInProcess(house, record.hook);
  const rollout = await OperationRollout.start(house, target, trial.document);
  const { steps } = await rollout.carryTo("succeeded");
  return {
    points: { do: record.points, undo: [] },
    brink: brinkOf(steps),
    differences: await trial.differences(target, "succeeded"),
  };
}

/** Without any fault: as far as it can be undone, and back. */
export async function lifeAndBack(house: House, trial: Trial): Promise<PlainLife> {
  await using target = await trial.copy();
  const rollout = await toTheBrink(house, trial, target);
  const record = recorder();
  await using _worker = await workerInProcess(house, record.hook);
  await rollout.rollBack();
  await rollout.carryTo("rolled_back");
  return {
    points: { do: [], undo: record.points },
    brink: null,
    differences: await trial.differences(target, "rolled_back"),
  };
}

/** A rollout all of whose steps are done that can be undone; no worker is left. */
export async function toTheBrink(
  house: House,
  trial: Trial,
  target: HouseDatabase,
  { hook, ...patience }: Patience & { readonly hook?: StatementHook } = {},
): Promise<OperationRollout> {
  const rollout = await OperationRollout.start(house, target, trial.document);
  const { steps } = await rollout.see();
  await using _worker = await workerInProcess(house, failBefore(brinkOf(steps), hook));
  await rollout.carryTo("succeeded", { ...patience, isThere: ({ state }) => state === "failed" });
  return rollout;
}

const brinkOf = (steps: Rollout["steps"]): string | null =>
  steps.find(({ undo }) => undo.kind === "none")?.stepId ?? null;

/** A step fails that cannot be undone, before anything of it is done. */
function failBefore(session: string | null, hook?: StatementHook): StatementHook {
  return (statement) => {
    if (statement.session !== session) return hook?.(statement);
    if (hasEffect(statement.sql)) throw new DomainError("invalid-plan", "The harness does not let this step begin.");
  };
}

function recorder(): { readonly hook: StatementHook; readonly points: readonly KillPoint[] } {
  const points: KillPoint[] = [];
  const reached = pointCounter();
  return {
    points,
    hook(statement) {
      const point = reached(statement);
      // Before a statement is after the one before it, but for the first of a step.
      if (point && (point.when === "after" || point.nth === 1)) points.push(point);
    },
  };
}
