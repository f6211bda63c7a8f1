import type { Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { StatementHook } from "./hook-targets.ts";
import { hasEffect } from "./kill-point.ts";
import type { OperationRollout, Patience } from "./operation-rollout.ts";
import type { House, HouseDatabase } from "./operations-house.ts";
import { type Place, recordPlaces } from "./record-places.ts";
import type { Trial } from "./trial.ts";
import { workerInProcess } from "./worker-in-process.ts";

/** A rollout that has been started, and the database that it is on. */
export interface Life {
  readonly rollout: OperationRollout;
  readonly target: HouseDatabase;
}

export interface PlainLife {
  /** Where a worker could have died. */
  readonly places: readonly Place[];
  /** The first step that cannot be undone. */
  readonly brink: string | null;
  readonly differences: readonly string[];
}

/** Without any fault: a rollout to its end. */
export async function wholeLife(house: House, trial: Trial, { rollout, target }: Life): Promise<PlainLife> {
  const { hook, places } = recordPlaces();
  await using _worker = await workerInProcess(house, hook);
  await rollout.wake();
  const { steps } = await rollout.carryTo("succeeded");
  return { places, brink: brinkOf(steps), differences: await trial.differences(target, "succeeded") };
}

/** Without any fault: back from the brink. */
export async function lifeBack(house: House, trial: Trial, { rollout, target }: Life): Promise<PlainLife> {
  const { hook, places } = recordPlaces();
  await using _worker = await workerInProcess(house, hook);
  await rollout.rollBack();
  await rollout.carryTo("rolled_back");
  return { places, brink: null, differences: await trial.differences(target, "rolled_back") };
}

/** All steps are done that can be undone; no worker is left. */
export async function toTheBrink(
  house: House,
  rollout: OperationRollout,
  { hook, ...patience }: Patience & { readonly hook?: StatementHook } = {},
): Promise<void> {
  const { steps } = await rollout.see();
  await using _worker = await workerInProcess(house, failBefore(brinkOf(steps), hook));
  await rollout.wake();
  await rollout.carryTo("succeeded", { ...patience, orTo: "failed" });
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
