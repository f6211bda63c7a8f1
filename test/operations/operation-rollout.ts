import { setTimeout as wait } from "node:timers/promises";
import type { Rollout } from "#contracts/rollout.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { RunState } from "#core/domain/run-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { scheduleSlices } from "#server/backfills/schedule-slices.ts";
import { addressColumns } from "#server/databases/address-columns.ts";
import { newId } from "#server/new-id.ts";
import { enqueueRun } from "#server/rollouts/enqueue-run.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";
import { passGate } from "#server/rollouts/pass-gate.ts";
import { rollbackRollout } from "#server/rollouts/rollback-rollout.ts";
import { startRollout } from "#server/rollouts/start-rollout.ts";
import { approvedPlan } from "../approved-plan.ts";
import { healthyTarget } from "../healthy-target.ts";
import { ALONE } from "../rollouts.ts";
import type { House, HouseDatabase } from "./operations-house.ts";

const POLL_MS = 15;
const STUCK_MS = 240_000;
const ENDED: readonly RunState[] = ["failed", "paused", "rollback_failed", "cancelled"];

export interface Patience {
  readonly ms?: number;
  readonly pollMs?: number;
}
/** Where a rollout shall be carried to. */
export type Goal = "succeeded" | "rolled_back";

/** The operator of one rollout on one target: starts it, passes its gates, rolls it back, and waits for its end. */
export class OperationRollout {
  readonly #house: House;
  readonly id: string;
  readonly databaseId: string;

  private constructor(house: House, id: string, databaseId: string) {
    this.#house = house;
    this.id = id;
    this.databaseId = databaseId;
  }

  static async start(house: House, target: HouseDatabase, document: PlanDocument): Promise<OperationRollout> {
    const { deps, operator } = house;
    const databaseId = newId();
    const columns = addressColumns(deps, databaseId, { engine: "postgresql", address: target.address });
    await deps.prisma.database.create({
      data: { id: databaseId, name: target.name, environment: "development", throttle: ALONE, ...columns },
    });
    await healthyTarget(deps, databaseId);
    const approved = await approvedPlan(deps, document, databaseId);
    const { id } = await startRollout(deps, { actor: operator.actor, databaseId, ...approved });
    return new OperationRollout(house, id, databaseId);
  }

  see(): Promise<Rollout> {
    const { deps, operator } = this.#house;
    return getRollout(deps, { actor: operator.actor, rolloutId: this.id });
  }

  async rollBack(): Promise<void> {
    const { deps, operator } = this.#house;
    await rollbackRollout(deps, { actor: operator.actor, rolloutId: this.id, reason: "the harness asks for it" });
  }

  /** Brings the work back that Redis has lost, as the reconciler does after ten seconds. */
  async wake(): Promise<void> {
    const { deps } = this.#house;
    await enqueueRun(deps, (await this.see()).runId);
    await scheduleSlices(deps, this.databaseId);
  }

  /** Whether nothing that cannot be undone was done: then a rollback leads to the beginning. */
  async canRollBack(): Promise<boolean> {
    return (await this.see()).blockers.rollback.length === 0;
  }

  /** Passes a gate that it waits at, and answers its state. Asked again and again, so it does not read all of it. */
  async moveOn(): Promise<RunState> {
    const { deps, operator } = this.#house;
    const [seen] = await deps.prisma.$queryRaw<{ state: RunState; gate: StepId | null }[]>`
      SELECT r.state::text AS state, (SELECT min(s."stepId") FROM "StepRun" s
                                       WHERE s."runId" = r.id AND s.kind = 'gate' AND s.state = 'waiting') AS gate
        FROM "Run" r WHERE r."rolloutId" = ${this.id}::uuid`;
    if (!seen) throw new Error("The rollout is gone.");
    const { state, gate: stepId } = seen;
    if (stepId === null) return state;
    // Somebody may have passed it, or rolled back, since it was read.
    await passGate(deps, { actor: operator.actor, rolloutId: this.id, stepId, comment: "" }).catch(() => undefined);
    return state;
  }

  /**
   * Waits until it is where it shall be, or in the state `orTo`. Gates are passed on the way.
   * @throws Error with how it stands, when it ends elsewhere or does not end.
   */
  async carryTo(goal: Goal, options: Patience & { readonly orTo?: RunState } = {}): Promise<Rollout> {
    for (
      const until = performance.now() + (options.ms ?? STUCK_MS);
      performance.now() < until;
      await wait(options.pollMs ?? POLL_MS)
    ) {
      const state = await this.moveOn();
      if (state === goal || state === options.orTo) return await this.see();
      if (ENDED.includes(state)) break;
    }
    throw new Error(`wanted ${goal}, but ${standingOf(await this.see())}`);
  }
}

function standingOf({ state, headline, steps }: Rollout): string {
  const told = steps.map(({ stepId, state: its, error, waiting }) => {
    const why = error?.message ?? waiting?.message;
    return `${stepId} ${its}${why ? ` (${why})` : ""}`;
  });
  return `${state}: ${headline} [${told.join("; ")}]`;
}
