import type { Blocker } from "#core/domain/blocker.ts";
import { type Action, may, POLICY } from "#core/domain/policy.ts";
import type { Role } from "#core/domain/role.ts";
import { RUN_STATE_LABELS, type RunState, runStates } from "#core/domain/run-state.ts";
import { rollbackPlanOf } from "./rollback-plan.ts";
import type { OtherRun } from "./rollout-repository.ts";
import type { StepRecord } from "./run-record.ts";

export type RolloutAction = "pause" | "resume" | "cancel" | "rollback";

/** What each action asks for. */
export const ASKS_FOR = {
  pause: "pausing",
  resume: "running",
  cancel: "cancelling",
  rollback: "rolling_back",
} as const satisfies Record<RolloutAction, RunState>;

const NEEDS: Record<RolloutAction, Action> = {
  pause: "rollout.control",
  resume: "rollout.control",
  cancel: "rollout.control",
  rollback: "rollout.rollback",
};

export interface RolloutFacts {
  readonly state: RunState;
  readonly steps: readonly Pick<StepRecord, "state" | "compiled" | "stepId" | "ordinal">[];
  /** Another run that occupies the database. */
  readonly otherRun: OtherRun | null;
  /** What holds the database, such as "production is held by Ann: sale". */
  readonly holds: readonly string[];
}

/** Why an action may not happen now. The one function that answers browser, API, command line and worker. */
export function blockersOf(action: RolloutAction, facts: RolloutFacts, role: Role): Blocker[] {
  return [
    ...roleBlockers(action, role),
    ...stateBlockers(action, facts),
    ...otherRunBlockers(action, facts),
    ...(action === "resume" ? facts.holds.map(holdBlocker) : []),
  ];
}

/** Under a hold nothing begins and nothing is taken up again. A rollback may: it is what one does in need. */
export const holdBlocker = (message: string): Blocker => ({
  code: "hold",
  message: `${message}.`,
  fix: "Lift the hold, or wait until it is lifted.",
  who: "operator",
});

function roleBlockers(action: RolloutAction, role: Role): Blocker[] {
  const needed = NEEDS[action];
  if (may(role, needed)) return [];
  const message = `Your role is ${role}; this needs ${POLICY[needed]} or higher.`;
  return [{ code: "role", message, fix: "Ask an owner for the role.", who: "owner" }];
}

/** A pending run begins by itself: there is nothing to resume. */
const isFrom = (action: RolloutAction, state: RunState): boolean =>
  runStates.can(state, ASKS_FOR[action]) && !(action === "resume" && state === "pending");

function stateBlockers(action: RolloutAction, { state, steps }: RolloutFacts): Blocker[] {
  if (!isFrom(action, state)) {
    return [
      {
        code: "state",
        message: `It is ${RUN_STATE_LABELS[state].toLowerCase()}.`,
        fix: fixFor(action, state),
        who: "nobody",
      },
    ];
  }
  if (action !== "rollback") return [];
  const plan = rollbackPlanOf(steps);
  if (plan.steps.length > 0) return [];
  if (!plan.stopsAt)
    return [
      { code: "nothing-to-undo", message: "No step was carried out.", fix: "Cancel it instead.", who: "operator" },
    ];
  const message = `“${plan.stopsAt.compiled.title}” was carried out and cannot be undone.`;
  return [
    { code: "point-of-no-return", message, fix: "Write a migration that goes forward from here.", who: "nobody" },
  ];
}

function fixFor(action: RolloutAction, state: RunState): string {
  if (state === "cancelling" || state === "rolling_back") return "Wait until it has ended.";
  if (action === "pause")
    return state === "failed" ? "Nothing runs; resume, cancel or roll back." : "Nothing runs that could be paused.";
  if (action === "resume") return state === "running" ? "It runs already." : "Start a new rollout.";
  if (action === "cancel") return "It has ended. To undo what was done, roll back.";
  return "Pause or cancel it first.";
}

function otherRunBlockers(action: RolloutAction, { otherRun }: RolloutFacts): Blocker[] {
  if (action !== "rollback" && action !== "resume") return [];
  if (!otherRun) return [];
  const message = `The rollout “${otherRun.title}” is open on the same database.`;
  return [{ code: "database-busy", message, fix: "Finish or cancel that one first.", who: "operator" }];
}
