import { setTimeout as wait } from "node:timers/promises";
import type { Rollout } from "#contracts/rollout.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";
import { listRolloutEvents } from "#server/rollouts/list-rollout-events.ts";
import { resumeRollout } from "#server/rollouts/resume-rollout.ts";
import { startRollout } from "#server/rollouts/start-rollout.ts";
import { waiveSetAside } from "#server/set-aside/waive-set-aside.ts";
import { approvedPlan } from "#test/approved-plan.ts";
import type { CheckpointWatch } from "./checkpoint-watch.ts";
import type { FaultsEnvironment } from "./faults-environment.ts";
import type { RunPlan } from "./run-plan.ts";
import { planOf } from "./table-shape.ts";

const POLL_MS = 60;
/** A run that takes longer does not end. */
const STUCK_MS = 150_000;
/** An operator who has mended the cause lets a failed rollout go on; not for ever. */
const MOST_RESUMES = 12;
const REST_MS = 400;

export interface Carrying {
  readonly watch: CheckpointWatch;
  areFaultsOver(): boolean;
  stopWriters(): Promise<void>;
  /** Why it need not be waited for. */
  failure(): string | null;
}

/** The operator of one rollout: starts it, waives what cannot be written, resumes what failed, and waits for its end. */
export class RolloutUnderFaults {
  readonly notes: string[] = [];
  readonly #environment: FaultsEnvironment;
  readonly #plan: RunPlan;
  readonly #id: string;
  #resumes = 0;
  #seen: Rollout | null = null;

  private constructor(environment: FaultsEnvironment, plan: RunPlan, id: string) {
    this.#environment = environment;
    this.#plan = plan;
    this.#id = id;
  }

  static async start(environment: FaultsEnvironment, plan: RunPlan, databaseId: string): Promise<RolloutUnderFaults> {
    const { deps, operator } = environment;
    const approved = await approvedPlan(deps, planOf(plan), databaseId);
    const { id } = await startRollout(deps, { actor: operator.actor, databaseId, ...approved });
    return new RolloutUnderFaults(environment, plan, id);
  }

  /** Answers why it did not end, or `null`. */
  async carryThrough(carrying: Carrying): Promise<string | null> {
    for (const until = performance.now() + STUCK_MS; performance.now() < until; await wait(POLL_MS)) {
      const failure = carrying.failure();
      if (failure) return failure;
      if (await this.#step(carrying)) return null;
    }
    return this.#seen ? this.#standing(this.#seen) : "the control database did not come back";
  }

  /** Looks once and does what an operator would; answers whether it has ended well. */
  async #step({ watch, areFaultsOver, stopWriters }: Carrying): Promise<boolean> {
    const isWritten = watch.isDone && areFaultsOver();
    // Rows that are counted come late without a sync: the writers of such a table stop, or it never ends.
    if (isWritten && this.#plan.shape === "count") await stopWriters();
    const rollout = await this.#see();
    if (!rollout) return false;
    this.#seen = rollout;
    if (isWritten && rollout.state !== "succeeded") await this.#waive(rollout);
    if (rollout.state === "failed") await this.#resume(rollout);
    return rollout.state === "succeeded";
  }

  /** What the rollout's page would tell, oldest first: for a run that took long. */
  async events(): Promise<readonly string[]> {
    const { deps, operator } = this.#environment;
    const query = { limit: 40 };
    const { items } = await listRolloutEvents(deps, { actor: operator.actor, rolloutId: this.#id, query });
    return items.toReversed().map(({ at, message }) => `${at.slice(11, 23)} ${message}`);
  }

  /** `null` while the control database is away. */
  async #see(): Promise<Rollout | null> {
    const { deps, operator } = this.#environment;
    return getRollout(deps, { actor: operator.actor, rolloutId: this.#id }).catch(() => null);
  }

  #standing({ state, headline, steps }: Rollout): string {
    const told = steps.map(({ stepId, state: its, error, waiting }) => {
      const why = error?.message ?? waiting?.message;
      return `${stepId} ${its}${why ? ` (${why})` : ""}`;
    });
    return `${state}: ${headline} [${told.join("; ")}]`;
  }

  async #waive(rollout: Rollout): Promise<void> {
    const { deps, operator } = this.#environment;
    const backfillId = rollout.backfills[0]?.id;
    const isWaiting = rollout.waiting.some(({ code }) => code === "set_aside") || rollout.state === "failed";
    if (!backfillId || !isWaiting || this.#plan.poison.length === 0) return;
    const request = { actor: operator.actor, rolloutId: this.#id, backfillId };
    await waiveSetAside(deps, { ...request, waiver: { kind: "poison" }, reason: "the harness made them so" }).catch(
      (error: unknown) => this.#note(`waiving: ${String(error)}`),
    );
  }

  async #resume(rollout: Rollout): Promise<void> {
    if (this.#resumes >= MOST_RESUMES) return;
    await wait(REST_MS);
    const { deps, operator } = this.#environment;
    this.#resumes++;
    this.#note(`resumed after: ${this.#standing(rollout)}`);
    await resumeRollout(deps, { actor: operator.actor, rolloutId: this.#id, reason: "mended" }).catch(
      (error: unknown) => this.#note(`resuming: ${String(error)}`),
    );
  }

  #note(line: string): void {
    if (this.notes.at(-1) !== line) this.notes.push(line);
  }
}
