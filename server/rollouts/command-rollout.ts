import type { Rollout } from "#contracts/rollout.ts";
import type { BackfillState } from "#core/domain/backfill-state.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { RunState } from "#core/domain/run-state.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { moveBackfill } from "#server/backfills/backfill-repository.ts";
import { settleBackfill } from "#server/backfills/settle-backfill.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "./announce-run.ts";
import { enqueueRun } from "./enqueue-run.ts";
import { getRollout } from "./get-rollout.ts";
import { holdsOf } from "./holds-of.ts";
import { currentStep } from "./next-action.ts";
import { ASKS_FOR, blockersOf, type RolloutAction } from "./rollout-blockers.ts";
import { lockDatabase, openRunOn } from "./rollout-repository.ts";
import type { RunRecord } from "./run-record.ts";
import { addRunEvent, findRunOfRollout, moveRun } from "./run-repository.ts";
import { settleIdleRun } from "./settle-run.ts";

export interface RolloutCommand {
  readonly actor: Actor;
  readonly rolloutId: string;
  readonly reason: string;
  /** The generation that the person saw. */
  readonly generation?: number | undefined;
}

/** States in which what is asked for is there or on its way: asking again changes nothing. */
const THERE: Record<RolloutAction, readonly RunState[]> = {
  pause: ["pausing", "paused"],
  resume: ["running"],
  cancel: ["cancelling", "cancelled"],
  rollback: ["rolling_back", "rolled_back"],
};

const NAMES: Record<RolloutAction, string> = {
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel",
  rollback: "Roll back",
};

/** What the log says: a request, except where nobody has to confirm it. */
const EVENTS: Record<RolloutAction, string> = {
  pause: "Asked to pause",
  resume: "Resumed",
  cancel: "Asked to cancel",
  rollback: "Asked to roll back",
};

const BACKFILL_FOLLOWS: Record<RolloutAction, BackfillState | null> = {
  pause: "pausing",
  // A worker sets it going again, after it has looked at the target.
  resume: null,
  cancel: "cancelling",
  rollback: "cancelling",
};

/** Writes the intent with its audit row, then nudges whoever works on it. The worker writes the fact. */
export async function commandRollout(
  deps: Container,
  action: RolloutAction,
  command: RolloutCommand,
): Promise<Rollout> {
  const { actor, rolloutId } = command;
  const run = await findRunOfRollout(deps.prisma, rolloutId);
  if (!run) throw new DomainError("not-found", "There is no such rollout.");
  if (THERE[action].includes(run.state)) return getRollout(deps, { actor, rolloutId });
  assertFresh(run, command);

  const moved = await deps.prisma.$transaction((tx) => writeIntent(tx, action, run, command));
  // The row moved between the read and the write: decide again on what is true now.
  if (!moved) return commandRollout(deps, action, command);

  await carryOn(deps, run);
  return getRollout(deps, { actor, rolloutId });
}

function assertFresh({ generation, state }: RunRecord, command: RolloutCommand): void {
  if (command.generation === undefined || command.generation === generation) return;
  throw new DomainError(
    "stale",
    `The rollout changed since you saw it: it is ${state.replace("_", " ")} now. Nothing was done.`,
    { extra: { state } },
  );
}

async function writeIntent(
  tx: Prisma.TransactionClient,
  action: RolloutAction,
  run: RunRecord,
  { actor, reason }: RolloutCommand,
): Promise<boolean> {
  await lockDatabase(tx, run.databaseId);
  const otherRun = await openRunOn(tx, run.databaseId, run.id);
  const holds = await holdsOf(tx, run.databaseId);
  const blockers = blockersOf(action, { state: run.state, steps: run.steps, otherRun, holds }, actor.role);
  const [first] = blockers;
  if (first) {
    const code = first.code === "role" ? "forbidden" : first.code === "state" ? "invalid-transition" : "blocked";
    throw new DomainError(code, `${NAMES[action]} is not possible: ${first.message} Nothing was done. ${first.fix}`, {
      extra: { blockers, state: run.state },
    });
  }
  const to = ASKS_FOR[action];
  const said = reason || null;
  if (!(await moveRun(tx, run.id, { to, from: [run.state], byName: actor.name, reason: said, isIntent: true })))
    return false;
  const follows = BACKFILL_FOLLOWS[action];
  const backfill = currentStep(run.steps)?.backfill;
  if (follows && backfill) await moveBackfill(tx, backfill.id, follows);
  await addRunEvent(tx, run.id, {
    byName: actor.name,
    kind: `asked.${action}`,
    message: said ? `${EVENTS[action]}: ${said}` : EVENTS[action],
  });
  await writeAudit(tx, actor, {
    action: `rollout.${action}`,
    objectType: "rollout",
    objectId: run.rolloutId,
    objectName: run.migrationTitle,
    before: { state: run.state },
    after: { state: to },
    reason: said,
  });
  return true;
}

/** Where nobody holds anything it is settled at once; a worker is asked otherwise. */
async function carryOn(deps: Container, run: RunRecord): Promise<void> {
  const backfill = currentStep(run.steps)?.backfill;
  await deps.signals.nudge(run.id);
  if (backfill) {
    await deps.signals.nudge(backfill.id);
    await settleBackfill(deps, backfill.id);
  }
  const isSettled = await settleIdleRun(deps, run.id);
  if (!isSettled) await enqueueRun(deps, run.id);
  await announceRun(deps, run);
}
